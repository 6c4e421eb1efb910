import { type CurvePoints, type RvaFile, recallAt } from "../../formats/rva-curve.ts";
import { curvesFor, sourceOf } from "../benchmarks/published.ts";
import { BUDGETS_KM2 } from "../figures/measures.ts";
import { grouped, percent } from "./numbers.ts";
import type { TextTable } from "./tables.ts";

/** A curve as the table knows it, with where it comes from. */
interface Listed {
  readonly kind: "own" | "published";
  readonly system: string;
  readonly photos: string;
  readonly protocol: string;
  readonly curve: CurvePoints;
}

/** Curves of several systems side by side, and what is published for their set. */
export function curvesTable(curves: readonly RvaFile[]): TextTable {
  const number = (head: string) => ({ head, isNumber: true });
  const word = (head: string) => ({ head, isNumber: false });
  const first = curves[0]!;
  const published = curvesFor({ name: first.set, fingerprint: first.fingerprint ?? "" });
  const listed: Listed[] = [
    ...curves.map((curve) => ({
      kind: "own" as const,
      system: curve.system,
      photos: grouped(curve.photos),
      protocol: protocolOf(curve),
      curve,
    })),
    ...published.map((curve) => ({
      kind: "published" as const,
      system: curve.system,
      photos: "",
      protocol: sourceOf(curve),
      curve: { areas: curve.areas, recall: curve.percent.map((share) => share / 100) },
    })),
  ];
  return {
    caption: `Recall versus area on ${first.set}, per cent of the photos; empty where a curve does not reach.`,
    columns: [
      word("System"),
      number("N"),
      ...BUDGETS_KM2.map((area) => number(`1e${Math.round(Math.log10(area))} km²`)),
      word("Ranked"),
    ],
    rows: listed.map(({ kind, system, photos, protocol, curve }) => ({
      kind,
      cells: [
        system,
        photos,
        ...BUDGETS_KM2.map((area) => {
          const recall = recallAt(curve, area);
          return recall === null ? "" : percent(recall);
        }),
        protocol,
      ],
    })),
  };
}

/** What differs between curves, so that they do not compare as they are; in words. */
export function curveDifferences(curves: readonly RvaFile[]): string[] {
  const kinds: readonly [string, (curve: RvaFile) => string][] = [
    ["sets", ({ set }) => set],
    ["photos of what should be one set", ({ fingerprint }) => (fingerprint ?? "").slice(0, 12)],
    ["numbers of photos", ({ photos }) => grouped(photos)],
    ["protocols", protocolOf],
  ];
  return kinds.flatMap(([what, of]) => {
    const found = [...new Set(curves.map(of).filter((value) => value !== ""))];
    return found.length > 1 ? [`The curves are of different ${what}: ${found.join("; ")}.`] : [];
  });
}

function protocolOf({ protocol: { cells, ranking, ties }, source }: RvaFile): string {
  const origin = source === undefined ? "" : `; read in ${source}`;
  return `${cells}, by ${ranking}, ties ${ties}${origin}`;
}
