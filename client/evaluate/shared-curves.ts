import { computed, signal } from "@preact/signals";
import { curvesFor } from "../../core/eval/benchmarks/published.ts";
import { rvaFileOf } from "../../core/eval/report/rva-curve.ts";
import { type CurvePoints, type RvaFile, writeRvaFile } from "../../core/formats/rva-curve.ts";
import { saveBlob } from "../ui/save.ts";
import type { Fault } from "./intake.ts";
import type { ReadyRun } from "./runs.ts";

// Curves of recall versus area that other tools wrote, drawn beside those of the runs.

/** More could not be told apart. */
export const MOST_CURVES = 4;

export const sharedCurves = signal<readonly RvaFile[]>([]);
export const hasCurves = computed(() => sharedCurves.value.length > 0);

/** Takes the files of curves in, each read by `read`; what is wrong with those that are none. */
export async function addCurves(
  files: readonly File[],
  read: (file: File) => Promise<RvaFile>,
): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const file of files) {
    try {
      const curve = await read(file);
      if (sharedCurves.value.length >= MOST_CURVES) {
        const detail = `Remove one of the ${MOST_CURVES}, then add ${file.name} again.`;
        faults.push({ title: `${MOST_CURVES} curves stand side by side already`, detail });
        continue;
      }
      sharedCurves.value = [...sharedCurves.value, { ...curve, system: freeName(curve.system) }];
    } catch (cause) {
      const detail = `${(cause as Error).message}.`;
      faults.push({ title: "A curve could not be read", detail });
    }
  }
  return faults;
}

export function removeCurve(curve: RvaFile): void {
  sharedCurves.value = sharedCurves.value.filter((each) => each !== curve);
}

/** Saves the curve of a run for other tools. */
export function saveCurve({ name, summary }: ReadyRun): void {
  const curve = rvaFileOf({ ...summary, name });
  if (!curve) return;
  const file = name.replace(/[^\w.-]+/g, "-");
  saveBlob(new Blob([writeRvaFile(curve)], { type: "application/json" }), `${file}.rva.json`);
}

/** A line that was not measured here. */
export interface OtherLine extends CurvePoints {
  readonly name: string;
}

/** Curves that others shared, then those that are published for the set that all of the runs are of. */
export function otherLines(
  runs: readonly Pick<ReadyRun, "summary">[],
  shared: readonly RvaFile[],
): OtherLine[] {
  const sets = new Map(runs.map(({ summary: { dataset } }) => [dataset.fingerprint, dataset]));
  const [only] = sets.size === 1 ? [...sets.values()] : [];
  const published = only ? curvesFor(only) : [];
  return [
    ...shared.map(({ system, set, areas, recall }) => ({
      name: only && set !== only.name ? `${system} (${set})` : system,
      areas,
      recall,
    })),
    ...published.map(({ system, areas, percent }) => ({
      name: `${system}, published`,
      areas,
      recall: percent.map((share) => share / 100),
    })),
  ];
}

/** Two curves of one name are told apart by a number. */
function freeName(wanted: string): string {
  const taken = new Set(sharedCurves.value.map(({ system }) => system));
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted} (${n})`;
  return name;
}
