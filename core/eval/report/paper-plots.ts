import type { PaperRun } from "./paper.ts";
import type { Plot } from "./plot.ts";
import { distancePlot, reliabilityPlot, rvaPlot } from "./plots.ts";

const CONTINENTS: Readonly<Record<string, string>> = {
  AF: "Africa",
  AN: "Antarctica",
  AS: "Asia",
  EU: "Europe",
  NA: "N. Am.",
  OC: "Oceania",
  SA: "S. Am.",
};

/** The distance that continents are compared at: 750 km. */
const CONTINENT_KM = 750;

/** The figures of a paper, those that the runs have: `id` is the name of the file. */
export function paperPlots(runs: readonly PaperRun[]): Plot[] {
  const rva = rvaPlot("rva", [
    ...runs.map(({ name, summary: { measures } }) => ({
      name,
      curve: measures!.rva.curve,
      role: "own" as const,
    })),
    ...runs[0]!.summary.baselines.map(({ name, measures }) => ({
      name,
      curve: measures.rva.curve,
      role: "reference" as const,
    })),
  ]);
  const each = (of: (run: PaperRun) => Plot | null) => merged(runs.flatMap((run) => of(run) ?? []));
  const named = ({ name, summary }: PaperRun) => ({ ...summary, name });
  const distance = each((run) => distancePlot("distance", named(run)));
  const reliability = each((run) => reliabilityPlot("reliability", named(run)));
  return [
    { ...rva, x: { ...rva.x, ticks: rva.x.ticks.filter(({ at }) => Math.log10(at) % 2 === 0) } },
    ...distance,
    ...reliability.map((plot) => ({ ...plot, hasDots: true })),
    ...continentsPlot(runs),
  ];
}

/** Plots of the same kind over one another: lines of runs, then the references of the first. */
function merged(plots: readonly Plot[]): Plot[] {
  const [first] = plots;
  if (!first) return [];
  const own = plots.flatMap(({ series }) => series.filter(({ role }) => role === "own"));
  const others = first.series.filter(({ role }) => role !== "own");
  const description = plots.map((plot) => plot.description).join(" ");
  return [{ ...first, description, series: [...own, ...others] }];
}

/** Each run's share within 750 km in each continent, with its interval. */
function continentsPlot(runs: readonly PaperRun[]): Plot[] {
  const of = ({ summary }: PaperRun) => summary.slices.filter(({ by }) => by === "continent");
  const values = Object.keys(CONTINENTS).filter((value) =>
    runs.some((run) => of(run).some((slice) => slice.value === value)),
  );
  if (values.length === 0) return [];
  const step = 0.6 / Math.max(1, runs.length);
  const series = runs.map((run, i) => {
    const points = of(run).flatMap(({ value, accuracy }) => {
      const rate = accuracy.find(({ km }) => km === CONTINENT_KM);
      if (!rate) return [];
      const at = values.indexOf(value) + 0.5 + (i - (runs.length - 1) / 2) * step;
      return [{ at, rate: rate.rate, ends: rate.clustered ?? rate.wilson }];
    });
    return {
      name: run.name,
      role: "own" as const,
      points: points.map(({ at, rate }) => [at, rate] as const),
      bars: points.map(({ at, ends: [low, high] }) => [at, low, high] as const),
    };
  });
  return [
    {
      id: "continents",
      title: `Photos within ${CONTINENT_KM} km, by continent`,
      description: "Shares with 95 % intervals, by the continent of the true place.",
      x: {
        label: "Continent of the true place",
        from: 0,
        to: values.length,
        isLog: false,
        ticks: values.map((value, i) => ({ at: i + 0.5, label: CONTINENTS[value]! })),
      },
      y: {
        label: `Within ${CONTINENT_KM} km`,
        from: 0,
        to: 1,
        isLog: false,
        ticks: [0, 0.2, 0.4, 0.6, 0.8, 1].map((at) => ({
          at,
          label: `${Math.round(at * 100)} %`,
        })),
      },
      hasDots: true,
      series,
    },
  ];
}
