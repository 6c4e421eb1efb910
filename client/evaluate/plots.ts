import type { DistancePoint, RvaPoint } from "../../core/eval/figures/measures.ts";
import type { SelectivePoint } from "../../core/eval/figures/selective.ts";
import { grouped, percent, powerOfTen } from "../../core/eval/report/numbers.ts";
import type { Axis } from "../../core/eval/report/plot-geometry.ts";
import type { Plot, PlotLine } from "./plot.ts";
import type { ReadyRun } from "./runs.ts";
import type { OtherLine } from "./shared-curves.ts";

const SHARE: Axis = {
  label: "",
  from: 0,
  to: 1,
  isLog: false,
  ticks: [0, 0.2, 0.4, 0.6, 0.8, 1].map((at) => ({ at, label: String(Math.round(at * 100)) })),
};

/** From one square kilometre to the whole Earth. */
const AREA: Axis = {
  label: "Searched area, km² (logarithmic)",
  from: 1,
  to: 5.1e8,
  isLog: true,
  ticks: Array.from({ length: 9 }, (_, k) => ({
    at: 10 ** k,
    label: k === 0 ? "1" : powerOfTen(k),
  })),
};

/** Areas at which the description tells the recall. */
const TOLD_KM2 = [1e3, 1e5, 1e6, 1e7] as const;

/**
 * Recall against area of runs, of the references that look at no photo, each once per set, and of others that measured
 * themselves.
 */
export function rvaPlot(
  runs: readonly ReadyRun[],
  mark?: Plot["mark"],
  others: readonly OtherLine[] = [],
): Plot {
  const lines = [
    ...references(runs).map(({ name, curve }, reference) =>
      toLine(name, { reference }, curve, false),
    ),
    ...others.map(({ name, areas, recall }, other) => ({
      name,
      look: { other },
      points: areas.map((area, i) => [Math.max(area, AREA.from), recall[i]!] as const),
    })),
    ...runs.flatMap((run) => {
      const curve = run.summary.measures?.rva.curve;
      return curve ? [toLine(run.name, { run: run.colour }, curve, true)] : [];
    }),
  ];
  return {
    id: "rva",
    title: "Recall versus area",
    description: [...lines].reverse().map(tellRecall).join(" "),
    x: AREA,
    y: { ...SHARE, label: "Photos found, %" },
    lines,
    ...(mark && { mark }),
  };
}

function toLine(
  name: string,
  look: PlotLine["look"],
  curve: readonly RvaPoint[],
  hasBand: boolean,
): PlotLine {
  const points = curve.map(({ areaKm2, recall }) => [areaKm2, recall] as const);
  const band = curve.map(({ areaKm2, low, high }) => [areaKm2, low, high] as const);
  return hasBand ? { name, look, points, band } : { name, look, points };
}

/** The image-free curves; where runs are of several sets, each bears its set's name. */
function references(runs: readonly ReadyRun[]) {
  const sets = new Set(runs.map(({ summary }) => summary.dataset.name));
  const found = new Map<string, { name: string; curve: readonly RvaPoint[] }>();
  for (const { summary } of runs) {
    for (const { name, measures } of summary.baselines) {
      const full = sets.size > 1 ? `${name} (${summary.dataset.name})` : name;
      if (!found.has(full)) found.set(full, { name: full, curve: measures.rva.curve });
    }
  }
  return [...found.values()].slice(0, 4);
}

function tellRecall({ name, points }: PlotLine): string {
  const at = TOLD_KM2.map((area) => {
    const [, recall = null] = points.find(([x]) => x >= area * 0.999) ?? [];
    if (recall === null) return `nothing known at ${area.toLocaleString("en")} km²`;
    return `${percent(recall)} % at ${area.toLocaleString("en")} km²`;
  });
  return `${name}: ${at.join(", ")}.`;
}

const DISTANCE: Axis = {
  label: "Distance from the true place, km (logarithmic)",
  from: 1,
  to: 2.1e4,
  isLog: true,
  ticks: [1, 25, 200, 750, 2500, 20_000].map((at) => ({ at, label: grouped(at) })),
};

/** Share of photos within any distance; null where no run tells it. Runs of one set, whose references stand behind them. */
export function distancePlot(runs: readonly ReadyRun[]): Plot | null {
  const known = runs.filter(({ summary }) => (summary.measures?.distances.length ?? 0) > 0);
  if (known.length === 0) return null;
  const pointsOf = (curve: readonly DistancePoint[]) =>
    curve.map(({ km, share }) => [km, share] as const);
  return {
    id: `distance-${known[0]!.id}`,
    title: "Accuracy at any distance",
    description: known
      .map(({ name, summary }) => {
        const { accuracy } = summary.measures!;
        return `${name}: ${accuracy.map(({ km, rate }) => `${percent(rate)} % within ${grouped(km)} km`).join(", ")}.`;
      })
      .join(" "),
    x: DISTANCE,
    y: { ...SHARE, label: "Photos within it, %" },
    lines: [
      ...known[0]!.summary.baselines
        .filter(({ measures }) => measures.distances.length > 0)
        .map(({ name, measures }, reference) => ({
          name,
          look: { reference },
          points: pointsOf(measures.distances),
        })),
      ...known.map(({ name, colour, summary }) => ({
        name,
        look: { run: colour },
        points: pointsOf(summary.measures!.distances),
        band: summary.measures!.distances.map(({ km, low, high }) => [km, low, high] as const),
      })),
    ],
  };
}

/** Claimed mass of regions against how often they hold the truth; null where no run states probabilities. */
export function coveragePlot(runs: readonly ReadyRun[]): Plot | null {
  const lines = runs.flatMap(({ name, colour, summary }): PlotLine[] => {
    const curve = summary.calibration?.curve ?? [];
    if (curve.length === 0) return [];
    return [
      {
        name,
        look: { run: colour },
        points: curve.map(({ mass, rate }) => [mass, rate] as const),
        band: curve.map(({ mass, wilson: [low, high] }) => [mass, low, high] as const),
      },
    ];
  });
  if (lines.length === 0) return null;
  return {
    id: "coverage",
    title: "Coverage of credible regions",
    description: runs
      .flatMap(({ name, summary }) =>
        (summary.calibration?.coverage ?? []).map(
          ({ mass, rate }) =>
            `${name}: the ${Math.round(mass * 100)} % region holds the truth of ${percent(rate)} % of the photos.`,
        ),
      )
      .join(" "),
    x: { ...SHARE, label: "Probability that the region claims, %" },
    y: { ...SHARE, label: "Photos inside, %" },
    hasDiagonal: true,
    lines,
  };
}

/** Stated probability of the country named first against how often it is right. */
export function reliabilityPlot(runs: readonly ReadyRun[]): Plot | null {
  const lines = runs.flatMap(({ name, colour, summary }): PlotLine[] => {
    const bins = summary.calibration?.reliability ?? [];
    if (bins.length === 0) return [];
    const points = bins.map(({ confidence, accuracy }) => [confidence, accuracy] as const);
    return [{ name, look: { run: colour }, points, hasDots: true }];
  });
  if (lines.length === 0) return null;
  return {
    id: "reliability",
    title: "Reliability of the country named first",
    description: runs
      .flatMap(({ name, summary }) => {
        const ece = summary.calibration?.ece ?? null;
        return ece === null
          ? []
          : [`${name}: stated and measured differ by ${percent(ece)} points on average.`];
      })
      .join(" "),
    x: { ...SHARE, label: "Stated probability, %" },
    y: { ...SHARE, label: "Right, %" },
    hasDiagonal: true,
    lines,
  };
}

export type SelectiveLimit = "within25Km" | "within200Km" | "within750Km";

export const LIMIT_WORDS: Readonly<Record<SelectiveLimit, string>> = {
  within25Km: "25 km",
  within200Km: "200 km",
  within750Km: "750 km",
};

/** Share of misses when only the surest photos are answered; null where no run states confidences. */
export function riskPlot(runs: readonly ReadyRun[], limit: SelectiveLimit): Plot | null {
  const risk = (point: SelectivePoint) => 1 - point[limit];
  const lines = runs.flatMap(({ name, colour, summary }): PlotLine[] => {
    if (!summary.selective) return [];
    const points = summary.selective.curve.map((point) => [point.coverage, risk(point)] as const);
    return [{ name, look: { run: colour }, points }];
  });
  if (lines.length === 0) return null;
  const words = LIMIT_WORDS[limit];
  return {
    id: "risk",
    title: "Risk against coverage",
    description: runs
      .flatMap(({ name, summary }) => {
        const curve = summary.selective?.curve;
        if (!curve) return [];
        const half = curve[Math.floor(curve.length / 2) - 1]!;
        return [
          `${name}: of the surest ${Math.round(half.coverage * 100)} %, ${percent(risk(half))} % are farther than ${words}; of all photos ${percent(risk(curve.at(-1)!))} %.`,
        ];
      })
      .join(" "),
    x: { ...SHARE, label: "Photos answered, surest first, %" },
    y: { ...SHARE, label: `Farther than ${words}, %` },
    lines,
  };
}
