import { curvesFor } from "../benchmarks/published.ts";
import type { RvaPoint } from "../figures/measures.ts";
import type { SelectivePoint } from "../figures/selective.ts";
import type { Summary } from "../figures/summary.ts";
import { grouped, percent, powerOfTen } from "./numbers.ts";
import type { Plot, Series } from "./plot.ts";
import type { Axis } from "./plot-geometry.ts";

const SHARE: Axis = {
  label: "",
  from: 0,
  to: 1,
  isLog: false,
  ticks: [0, 0.2, 0.4, 0.6, 0.8, 1].map((at) => ({ at, label: `${Math.round(at * 100)} %` })),
};

const AREA: Axis = {
  label: "Searched area, km²",
  from: 1,
  to: 5.1e8,
  isLog: true,
  ticks: Array.from({ length: 9 }, (_, k) => ({ at: 10 ** k, label: powerOfTen(k) })),
};

/** Recall against area of runs and references; bands are 95 % intervals. */
export function rvaPlot(
  id: string,
  runs: readonly { name: string; curve: readonly RvaPoint[]; role: Series["role"] }[],
): Plot {
  const at = (curve: readonly RvaPoint[], budget: number) =>
    percent(curve.find(({ areaKm2 }) => areaKm2 >= budget * 0.999)!.recall);
  return {
    id,
    title: "Recall versus area",
    description: runs
      .map(
        ({ name, curve }) =>
          `${name}: ${at(curve, 1e3)} % at a thousand, ${at(curve, 1e5)} % at a hundred thousand, ${at(curve, 1e6)} % at a million, ${at(curve, 1e7)} % at ten million km².`,
      )
      .join(" "),
    x: AREA,
    y: { ...SHARE, label: "Photos found" },
    series: runs.map(({ name, curve, role }) => ({
      name,
      role,
      points: curve.map(({ areaKm2, recall }) => [areaKm2, recall] as const),
      ...(role === "own" && {
        band: curve.map(({ areaKm2, low, high }) => [areaKm2, low, high] as const),
      }),
    })),
  };
}

/** Curves of others on the same set, dotted. */
export function publishedSeries(set: Parameters<typeof curvesFor>[0]): Series[] {
  return curvesFor(set).map(({ system, areas, percent: shares }) => ({
    name: `${system}, published`,
    role: "published" as const,
    points: areas.map((areaKm2, i) => [areaKm2, shares[i]! / 100] as const),
  }));
}

const DISTANCE: Axis = {
  label: "Distance, km",
  from: 1,
  to: 2.1e4,
  isLog: true,
  ticks: [1, 25, 200, 750, 2500, 20_000].map((at) => ({ at, label: grouped(at) })),
};

/** Share of photos within any distance; null for runs of photos without positions, and of files that do not tell it. */
export function distancePlot(id: string, { name, measures, baselines }: Summary): Plot | null {
  const own = measures?.distances ?? [];
  if (own.length === 0) return null;
  return {
    id,
    title: "Accuracy at any distance",
    description: `${name}: ${measures!.accuracy.map(({ km, rate }) => `${percent(rate)} % within ${grouped(km)} km`).join(", ")}.`,
    x: DISTANCE,
    y: { ...SHARE, label: "Photos within it" },
    series: [
      {
        name,
        role: "own",
        points: own.map(({ km, share }) => [km, share] as const),
        band: own.map(({ km, low, high }) => [km, low, high] as const),
      },
      ...baselines.map((baseline) => ({
        name: baseline.name,
        role: "reference" as const,
        points: baseline.measures.distances.map(({ km, share }) => [km, share] as const),
      })),
    ],
  };
}

/** Claimed mass of regions against how often they hold the truth; null without probabilities. */
export function coveragePlot(id: string, { calibration, name }: Summary): Plot | null {
  if (!calibration || calibration.curve.length === 0) return null;
  const { curve } = calibration;
  return {
    id,
    title: "Coverage of credible regions",
    description: calibration.coverage
      .map(
        ({ mass, rate }) =>
          `The ${percent(mass)} % region holds the truth ${percent(rate)} % of the time.`,
      )
      .join(" "),
    x: { ...SHARE, label: "Claimed probability" },
    y: { ...SHARE, label: "Photos whose truth is inside" },
    hasDiagonal: true,
    series: [
      {
        name,
        role: "own",
        points: curve.map(({ mass, rate }) => [mass, rate] as const),
        band: curve.map(({ mass, clustered, wilson }) => [mass, ...(clustered ?? wilson)] as const),
      },
    ],
  };
}

/** Stated probability of the country named first against how often it is right. */
export function reliabilityPlot(id: string, { calibration, name }: Summary): Plot | null {
  if (!calibration || calibration.reliability.length === 0) return null;
  return {
    id,
    title: "Reliability of the country named first",
    description: calibration.reliability
      .map(
        ({ confidence, accuracy, n }) =>
          `Of ${n} photos at ${percent(confidence)} % on average, ${percent(accuracy)} % are right.`,
      )
      .join(" "),
    x: { ...SHARE, label: "Stated probability" },
    y: { ...SHARE, label: "Right" },
    hasDiagonal: true,
    series: [
      {
        name,
        role: "own",
        points: calibration.reliability.map(({ confidence, accuracy }) => [confidence, accuracy]),
      },
    ],
  };
}

/** Accuracy when only the surest photos are answered. */
export function selectivePlot(id: string, { selective }: Summary): Plot | null {
  if (!selective) return null;
  const { curve } = selective;
  const line = (name: string, of: (point: SelectivePoint) => number): Series => ({
    name,
    role: "own",
    points: curve.map((point) => [point.coverage, of(point)] as const),
  });
  const half = curve[Math.floor(curve.length / 2) - 1]!;
  return {
    id,
    title: "Accuracy against share answered",
    description: `When the surest ${percent(half.coverage)} % are answered, ${percent(half.within200Km)} % of them are within 200 km; of all photos ${percent(curve.at(-1)!.within200Km)} %.`,
    x: { ...SHARE, label: "Photos answered, surest first" },
    y: { ...SHARE, label: "Within the distance" },
    series: [
      line("within 750 km", (point) => point.within750Km),
      line("within 200 km", (point) => point.within200Km),
      line("within 25 km", (point) => point.within25Km),
    ],
  };
}
