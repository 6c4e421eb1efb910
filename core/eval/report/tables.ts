import { publishedFor, sourceOf } from "../benchmarks/published.ts";
import { type Measures, THRESHOLDS_KM } from "../figures/measures.ts";
import type { Slice } from "../figures/slices.ts";
import type { Cleaned, Summary } from "../figures/summary.ts";
import type { TableColumn } from "./html.ts";
import {
  area,
  grouped,
  intervalSource,
  kilometres,
  percent,
  percentWithInterval,
  sharesSource,
} from "./numbers.ts";

/** A table as text, for HTML and Markdown alike. The first cell of a row names it. */
export interface TextTable {
  readonly caption: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly { readonly kind: RowKind; readonly cells: readonly string[] }[];
}

/** `own`: measured here. `reference`: measured here without looking at a photo. `published`: not measured here. */
export type RowKind = "own" | "reference" | "published" | "plain";

const number = (head: string): TableColumn => ({ head, isNumber: true });
const word = (head: string): TableColumn => ({ head, isNumber: false });

/** The tables of a report in their order, those that the run has; their names are those of labels and references. */
export function reportTables(
  summary: Summary,
): { readonly name: string; readonly table: TextTable }[] {
  const tables = {
    accuracy: accuracyTable(summary),
    rva: rvaTable(summary),
    places: placesTable(summary),
    coverage: coverageTable(summary),
    selective: selectiveTable(summary),
    slices: slicesTable(summary),
    fairness: fairnessTable(summary),
    leakage: leakageTable(summary),
    counts: countsTable(summary),
  };
  return Object.entries(tables).flatMap(([name, table]) => (table ? [{ name, table }] : []));
}

/** Share of photos within each distance: the run, the image-free references, and published rows of the same set. */
export function accuracyTable(summary: Summary): TextTable | null {
  const { measures, baselines, dataset } = summary;
  if (!measures) return null;
  const ownRow = (name: string, n: number, of: Measures, source: string) => ({
    kind: "own" as const,
    cells: [
      name,
      grouped(n),
      ...of.accuracy.map(percentWithInterval),
      kilometres(of.medianKm.value),
      kilometres(of.meanKm.value),
      of.geoScore.value.toFixed(0),
      source,
    ],
  });
  const { cleaned } = summary;
  const own = [
    ownRow(summary.name, dataset.withPosition, measures, "measured here"),
    ...(cleaned
      ? [
          ownRow(
            `${summary.name}, cleaned`,
            cleaned.photos,
            cleaned.measures,
            `measured here, without ${leftOutWords(cleaned)}`,
          ),
        ]
      : []),
  ];
  const references = baselines.map(({ name, measures: reference }) => ({
    kind: "reference" as const,
    cells: [
      name,
      grouped(dataset.withPosition),
      ...reference.accuracy.map(({ rate }) => percent(rate)),
      kilometres(reference.medianKm.value),
      kilometres(reference.meanKm.value),
      reference.geoScore.value.toFixed(0),
      "measured here, no image",
    ],
  }));
  const published = publishedFor(dataset).map((row) => ({
    kind: "published" as const,
    cells: [
      row.method,
      "",
      ...row.percent.map((value) => (value === null ? "" : value.toFixed(1))),
      "",
      "",
      "",
      sourceOf(row),
    ],
  }));
  return {
    caption: `Photos within a distance of the truth, per cent of all ${grouped(dataset.withPosition)}; 95 % intervals: ${intervalSource(summary)}. Published rows are copied, not measured.`,
    columns: [
      word("System"),
      number("N"),
      ...THRESHOLDS_KM.map((km) => number(`${km} km`)),
      number("Median km"),
      number("Mean km"),
      number("GeoScore"),
      word("Source"),
    ],
    rows: [...own, ...references, ...published],
  };
}

/** What an audit of the photos left out, in words. */
export function leftOutWords({ leftOut }: Cleaned): string {
  return leftOut.map(({ finding, photos }) => `${grouped(photos)} ${finding}`).join(", ");
}

/** How the Earth was ranked, for captions. */
export function protocolWords({ settings: { raster, ranking, ties } }: Summary): string {
  const cells =
    raster === null ? "each system's own cells" : `all systems on H3 cells of resolution ${raster}`;
  const by = ranking === "density" ? "probability per km²" : "probability per cell";
  return `${cells}, ranked by ${by}, ${ties === "middle" ? "half of the tied cells count" : "all tied cells count"}`;
}

/** Recall at areas: the run beside what knows no image. */
export function rvaTable(summary: Summary): TextTable | null {
  const { measures, baselines } = summary;
  if (!measures) return null;
  const named = [
    { name: summary.name, kind: "own" as const, rva: measures.rva },
    ...(summary.cleaned
      ? [
          {
            name: `${summary.name}, cleaned`,
            kind: "own" as const,
            rva: summary.cleaned.measures.rva,
          },
        ]
      : []),
    ...baselines.map(({ name, measures: { rva } }) => ({ name, kind: "reference" as const, rva })),
  ];
  return {
    caption: `Photos whose true place lies in the top-ranked area of a size, per cent; ${protocolWords(summary)}; 95 % intervals: ${intervalSource(summary)}.`,
    columns: [
      word("System"),
      ...measures.rva.budgets.map(({ areaKm2 }) =>
        number(`1e${Math.round(Math.log10(areaKm2))} km²`),
      ),
      number("Median km²"),
      number("Area under curve"),
    ],
    rows: named.map(({ name, kind, rva }) => ({
      kind,
      cells: [
        name,
        ...rva.budgets.map((budget) =>
          kind === "own" ? percentWithInterval(budget) : percent(budget.rate),
        ),
        area(rva.medianKm2.value),
        rva.auc.value.toFixed(3),
      ],
    })),
  };
}

/** What became of every photo of the set. */
export function countsTable({ counts, dataset }: Summary): TextTable {
  const rows: readonly [string, number, readonly string[]][] = [
    ["Photos of the set", dataset.photos, []],
    ["scored", counts.scored, []],
    ["missing: no prediction, a miss", counts.missing.count, counts.missing.first],
    ["unreadable: the photo, a miss", counts.unreadable.count, counts.unreadable.first],
    ["invalid: the prediction, a miss", counts.invalid.count, counts.invalid.first],
    ["predicted twice, the first counts", counts.duplicates.count, counts.duplicates.first],
    [
      "twice in the set, the first counts",
      counts.truthDuplicates.count,
      counts.truthDuplicates.first,
    ],
    ["predictions for other photos", counts.extra.count, counts.extra.first],
    ["truth beyond the listed cells: counts as the whole Earth", counts.beyond, []],
    ["truth outside all that was held possible: the whole Earth", counts.outside, []],
  ];
  return {
    caption: "Every photo of the set is in every denominator.",
    columns: [word("What"), number("Photos"), word("Such as")],
    rows: rows
      .filter(([, count], i) => count > 0 || i < 2)
      .map(([what, count, first]) => ({
        kind: "plain",
        cells: [what, grouped(count), first.slice(0, 3).join(", ")],
      })),
  };
}

export function placesTable(summary: Summary): TextTable | null {
  const { places, country } = summary;
  if (places.length === 0 && !country) return null;
  const rows = places.map((place) => [
    `${place.level} of the point`,
    grouped(place.n),
    percentWithInterval(place),
  ]);
  if (country) {
    rows.push([
      "country, most probable",
      grouped(country.top1.n),
      percentWithInterval(country.top1),
    ]);
    if (country.top5) {
      rows.push([
        "country, among the first 5",
        grouped(country.top5.n),
        percentWithInterval(country.top5),
      ]);
    }
    rows.push([
      `country, mean over ${country.countries} countries`,
      grouped(country.top1.n),
      percent(country.macro),
    ]);
  }
  return {
    caption: `Named places that are right, per cent; names come from the table of land cells (geodata). 95 % intervals: ${sharesSource(summary)}.`,
    columns: [word("Place"), number("N"), number("Right")],
    rows: rows.map((cells) => ({ kind: "plain", cells })),
  };
}

export function coverageTable(summary: Summary): TextTable | null {
  const { calibration } = summary;
  if (!calibration || calibration.coverage.length === 0) return null;
  return {
    caption: `How often the region that claims a probability holds the true place, per cent; 95 % intervals: ${sharesSource(summary)}.`,
    columns: [word("Region"), number("Holds the truth"), number("Cannot be told")],
    rows: calibration.coverage.map((entry) => ({
      kind: "plain",
      cells: [
        `${percent(entry.mass)} %`,
        percentWithInterval({ ...entry, hits: entry.covered }),
        grouped(entry.undetermined),
      ],
    })),
  };
}

const SLICE_NAMES: Readonly<Record<Slice["by"], string>> = {
  continent: "Continent",
  scene: "Scene",
  urbanity: "Town or country (250 people per km²)",
  population: "People per km²",
  landCover: "Land cover",
  training: "Nearest training photo",
};

export function slicesTable(summary: Summary): TextTable | null {
  const { slices } = summary;
  if (slices.length === 0) return null;
  return {
    caption: `Parts of the set, per cent; 95 % intervals of recall: ${sharesSource(summary)}.`,
    columns: [
      word("Part"),
      number("N"),
      ...THRESHOLDS_KM.map((km) => number(`${km} km`)),
      number("Median km"),
      number("GeoScore"),
      number("Recall at 1e5 km²"),
      number("at 1e6 km²"),
    ],
    rows: slices.map((slice) => ({
      kind: "plain",
      cells: [
        `${SLICE_NAMES[slice.by]}: ${slice.value}`,
        grouped(slice.n),
        ...slice.accuracy.map(({ rate }) => percent(rate)),
        kilometres(slice.medianKm),
        slice.meanGeoScore.toFixed(0),
        ...slice.recall
          .filter(({ areaKm2 }) => areaKm2 === 1e5 || areaKm2 === 1e6)
          .map(percentWithInterval),
      ],
    })),
  };
}

/** The same figure on each continent, and how far the best is from the worst. */
export function fairnessTable({ fairness }: Summary): TextTable | null {
  if (fairness.length === 0) return null;
  const names: Readonly<Record<string, string>> = {
    within_200_km: "Within 200 km, %",
    within_750_km: "Within 750 km, %",
    geoscore: "GeoScore",
  };
  return {
    caption:
      "Continents with 20 photos or more, best first; 95 % intervals by bootstrap over clusters. The gap is that of the continents found best and worst.",
    columns: [word("Figure"), word("Continents"), number("Best minus worst")],
    rows: fairness.map(({ figure, continents, gap, gapInterval }) => {
      const write = figure === "geoscore" ? (value: number) => value.toFixed(0) : percent;
      const range = (ends: readonly [number, number] | null) =>
        ends ? ` (${write(ends[0])}–${write(ends[1])})` : "";
      return {
        kind: "plain" as const,
        cells: [
          names[figure] ?? figure,
          continents
            .map(
              ({ continent, n, value, interval: ends }) =>
                `${continent} ${write(value)}${range(ends)}, N ${grouped(n)}`,
            )
            .join("; "),
          `${write(gap)}${range(gapInterval)}`,
        ],
      };
    }),
  };
}

/** How many photos were taken near a training point. */
export function leakageTable({ leakage }: Summary): TextTable | null {
  if (!leakage || leakage.within.length === 0) return null;
  return {
    caption: `Photos within a distance of one of the ${grouped(leakage.points)} points of ${leakage.gallery}, per cent; 95 % intervals. What is reached on each band stands under the parts of the set.`,
    columns: [word("Within"), number("Photos")],
    rows: [
      {
        kind: "plain" as const,
        cells: [`${leakage.withinM} m`, percentWithInterval(leakage.photos)],
      },
      ...leakage.within.map((rate) => ({
        kind: "plain" as const,
        cells: [`${rate.km} km`, percentWithInterval(rate)],
      })),
    ],
  };
}

export function selectiveTable({ selective }: Summary): TextTable | null {
  if (!selective) return null;
  const shown = selective.curve.filter((_, i) => i % 4 === 3 || i === 1);
  return {
    caption: "When only the photos with the highest confidence are answered, per cent.",
    columns: [
      word("Answered"),
      number("N"),
      number("25 km"),
      number("200 km"),
      number("750 km"),
      number("GeoScore"),
    ],
    rows: [
      ...shown.map((point) => ({
        kind: "plain" as const,
        name: `${percent(point.coverage)} %`,
        point,
      })),
      ...(selective.abstention?.answered
        ? [
            {
              kind: "own" as const,
              name: "where the model does not abstain",
              point: selective.abstention.answered,
            },
          ]
        : []),
    ].map(({ kind, name, point }) => ({
      kind,
      cells: [
        name,
        grouped(point.n),
        percent(point.within25Km),
        percent(point.within200Km),
        percent(point.within750Km),
        point.meanGeoScore.toFixed(0),
      ],
    })),
  };
}
