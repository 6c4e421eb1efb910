import { beforeAll, describe, expect, it } from "vitest";
import type { Geography } from "../../../core/earth/geography.ts";
import { EARTH_AREA_KM2, EARTH_RADIUS_KM } from "../../../core/earth/lng-lat.ts";
import { CURVE_KM2 } from "../../../core/eval/figures/measures.ts";
import { PUBLISHED } from "../../../core/eval/figures/published.ts";
import { type Summary, summarise } from "../../../core/eval/figures/summary.ts";
import { readSummary, writeSummary } from "../../../core/eval/figures/summary-file.ts";
import { createCellAreas } from "../../../core/eval/reading/cell-areas.ts";
import { DATASETS, faultOf, findDataset } from "../../../core/eval/reading/datasets.ts";
import { readPredictionLine } from "../../../core/eval/reading/estimate.ts";
import { fingerprintOf } from "../../../core/eval/reading/fingerprint.ts";
import { readTruth } from "../../../core/eval/reading/truth.ts";
import { curveCsv } from "../../../core/eval/report/curve-csv.ts";
import { escapeLatex, reportLatex } from "../../../core/eval/report/latex.ts";
import { reportMarkdown } from "../../../core/eval/report/markdown.ts";
import { intervalSource } from "../../../core/eval/report/numbers.ts";
import { reportHtml } from "../../../core/eval/report/page.ts";
import { reportTables } from "../../../core/eval/report/tables.ts";
import { createCollector } from "../../../core/eval/scoring/collector.ts";
import {
  PER_IMAGE_COLUMNS,
  readPerImage,
  writePerImage,
} from "../../../core/eval/scoring/per-image.ts";
import type { PhotoScore } from "../../../core/eval/scoring/photo-score.ts";
import { geography } from "../../geography.ts";

let earth: Geography;

beforeAll(async () => {
  earth = await geography();
});

const TRUTH = readTruth(
  `IMG_ID,LAT,LON,S3_Label
1_aaaaaaaaaa_1_7@N00.jpg,48.8566,2.3522,2
2_aaaaaaaaaa_1_7@N00.jpg,35.6895,139.6917,1
3_aaaaaaaaaa_1_8@N00.jpg,-18.1416,178.4419,1
4_aaaaaaaaaa_1_9@N00.jpg,0,-30,0
`,
);

const LINES = [
  { id: "1_aaaaaaaaaa_1_7@N00.jpg", model: { name: "m", version: "1" }, lat: 48.85, lon: 2.35 },
  { id: "3_aaaaaaaaaa_1_8@N00.jpg", lat: -18.0, lon: -179.9 },
  { id: "1_aaaaaaaaaa_1_7@N00.jpg", lat: 0, lon: 0 },
  { id: "2_aaaaaaaaaa_1_7@N00.jpg", error: "cut short" },
  { id: "stranger.jpg", lat: 1, lon: 1 },
];

function collect(lines: readonly object[] = LINES) {
  const areas = createCellAreas(earth.cells);
  const collector = createCollector(TRUTH, earth, areas);
  for (const line of lines) {
    const options = { areas, cells: earth.cells, normalise: false };
    collector.add(readPredictionLine(JSON.stringify(line), options));
  }
  return collector.end();
}

async function summaryOf(
  lines: readonly object[] = LINES,
  change: (score: PhotoScore, i: number) => PhotoScore = (score) => score,
): Promise<Summary> {
  const { scores, duplicates, extra, models } = collect(lines);
  return summarise(scores.map(change), {
    name: "test",
    model: models.join() || null,
    dataset: {
      name: "im2gps3k",
      photos: TRUTH.rows.length,
      withPosition: TRUTH.rows.length,
      countryOnly: 0,
      fingerprint: await fingerprintOf(TRUTH.rows),
    },
    clusteredBy: TRUTH.clusteredBy,
    duplicates,
    truthDuplicates: TRUTH.duplicates,
    extra,
    seed: 1,
    resamples: 50,
    leakage: null,
    baselines: () => [],
  });
}

describe("a run", () => {
  it("keeps every photo in the denominator: missing, unreadable and double ones are counted", async () => {
    const { counts, measures } = await summaryOf();
    expect(counts).toMatchObject({
      scored: 2,
      missing: { count: 1, first: ["4_aaaaaaaaaa_1_9@N00.jpg"] },
      unreadable: { count: 1 },
      invalid: { count: 0 },
      duplicates: { count: 1 },
      extra: { count: 1, first: ["stranger.jpg"] },
    });
    // Paris within 1 km, Fiji across the antimeridian within 200 km; two misses.
    expect(measures!.accuracy.map(({ hits, n }) => [hits, n])).toEqual([
      [1, 4],
      [1, 4],
      [2, 4],
      [2, 4],
      [2, 4],
    ]);
    expect(measures!.rva.curve.at(-1)!.recall).toBe(1);
    expect(measures!.rva.curve.at(-2)!.recall).toBe(0.5);
  });

  it("counts the first five countries: the sixth and one that is not named are none of them", async () => {
    const { country } = await summaryOf(LINES, (score, i) => ({
      ...score,
      status: "scored",
      country: "FR",
      topCountry: i === 0 ? "FR" : "DE",
      countryRank: [1, 5, 6, 0][i]!,
    }));
    expect(country).toMatchObject({ top1: { hits: 1, n: 4 }, top5: { hits: 2, n: 4 } });
  });

  it("makes misses count as far as the Earth allows", () => {
    const { scores } = collect();
    expect(scores[3]).toMatchObject({
      status: "missing",
      km: Math.PI * EARTH_RADIUS_KM,
      geoScore: 0,
      areaKm2: EARTH_AREA_KM2,
    });
  });

  it("names places: right country across the date line, none in the sea", () => {
    const { scores } = collect();
    expect(scores[0]!.isRight).toMatchObject({ continent: true, country: true, division: true });
    expect(scores[2]).toMatchObject({ country: "FJ", topCountry: "FJ", continent: "OC" });
    expect(scores[3]!.isRight.country).toBeNull();
  });

  it("has the same bytes whatever the order of the predictions", async () => {
    const unique = LINES.filter((_, i) => i !== 2);
    const there = writeSummary(await summaryOf(unique));
    expect(writeSummary(await summaryOf([...unique].reverse()))).toBe(there);
    expect(there).not.toMatch(/\d\.\d{12}/);
  });

  it("warns of predictions with exchanged axes", () => {
    const places = [
      [48.8, 2.3],
      [35.6, 139.6],
    ];
    const truth = readTruth(
      `id,lat,lon\n${Array.from({ length: 8 }, (_, i) => `${i},${places[0]![0]! + i / 10},${places[0]![1]! + i}`).join("\n")}`,
    );
    const areas = createCellAreas(earth.cells);
    const collector = createCollector(truth, earth, areas);
    for (const { id, at } of truth.rows) {
      const line = JSON.stringify({ id, lat: at![0], lon: at![1] });
      collector.add(readPredictionLine(line, { areas, cells: earth.cells, normalise: false }));
    }
    expect(collector.end().warnings.join()).toMatch(/exchanged/);
  });
});

describe("files of a run", () => {
  it("per_image.csv comes back as it was", () => {
    const { scores } = collect();
    const text = writePerImage(scores);
    expect(text.split("\r\n")[0]).toBe(PER_IMAGE_COLUMNS.join(","));
    const read = readPerImage(text);
    expect(writePerImage(read)).toBe(text);
    expect(read[0]!.isRight).toEqual(scores[0]!.isRight);
    expect(() => readPerImage("id,km\na,1\n")).toThrow(/lacks status/);
    const strange = text.replace(",scored,", ",guessed,");
    expect(() => readPerImage(strange)).toThrow(/line 2: status is "guessed", expected one of sco/);
  });

  it("summary.json comes back, and nothing else is taken for one", async () => {
    const summary = await summaryOf();
    const read = readSummary(writeSummary(summary));
    expect(read.counts).toEqual(summary.counts);
    expect(() => readSummary("{}")).toThrow(/no summary/);
    expect(() => readSummary('{"format":')).toThrow(/not JSON, or cut short/);
    expect(() => readSummary('{"format":"graticule-evaluation","schema":99}')).toThrow(/schema 99/);
  });

  it("summary.json of other shapes is refused with the place named; unmeasured figures stay so", async () => {
    const summary = JSON.parse(writeSummary(await summaryOf()));
    const spoiled = { ...summary, counts: { ...summary.counts, scored: "many" } };
    expect(() => readSummary(JSON.stringify(spoiled))).toThrow(/see counts\/scored; score the/);
    const { slices, logScore: _, ...older } = summary;
    older.slices = slices.map((slice: object) => ({ ...slice, medianKm: null }));
    const read = readSummary(JSON.stringify(older));
    expect(read.logScore).toBeNull();
    expect(read.slices[0]!.medianKm).toBeNaN();
    expect(read.baselines).toEqual(summary.baselines);
  });

  it("reports stand alone, say what is published, and escape what they are given", async () => {
    const summary = await summaryOf();
    const dataset = { ...summary.dataset, fingerprint: findDataset("im2gps3k")!.fingerprint };
    const named = { ...summary, dataset, name: '<img src=x onerror="alert(1)">' };
    const html = reportHtml(named, collect().scores, earth.mask);
    expect(html).not.toMatch(/<img/);
    expect(html).not.toMatch(/<(script|link|iframe)|(src|href)="?http|url\(|@import/);
    expect(html).toContain("published");
    expect(html.match(/<svg[^>]*role="img"/g)!.length).toBeGreaterThanOrEqual(2);
    for (const [, ids] of html.matchAll(/aria-labelledby="([^"]+)"/g)) {
      for (const id of ids!.split(" ")) expect(html).toContain(`id="${id}"`);
    }
    // Intervals stand below their figures: side by side the table is wider than a page.
    expect(html).toMatch(/<td class="number">25\.0<small>\([^<]+–[^<]+\)<\/small><\/td>/);
    expect(reportMarkdown(summary)).toContain("| **test** | 4 | 25.0 (");
    // Published rows stand beside the very same set alone, not beside a part of it.
    expect(reportMarkdown(summary)).not.toContain("Pinpoint 2026");
    const { fingerprint } = findDataset("im2gps3k")!;
    const whole = { ...summary, dataset: { ...summary.dataset, fingerprint } };
    expect(reportMarkdown(whole)).toContain("Pinpoint 2026");
  });
});

describe("a report for papers", () => {
  let summary: Summary;
  let text: string;

  beforeAll(async () => {
    summary = { ...(await summaryOf()), name: "50 % & more_{x}" };
    text = reportLatex(summary);
  });

  it("has every table with as many cells in each row as columns, between rules", () => {
    const tables = text.match(/\\begin\{table\*\}[\s\S]*?\\end\{table\*\}/g)!;
    expect(tables).toHaveLength(reportTables(summary).length);
    for (const table of tables) {
      const columns = /\\begin\{tabular\}\{([lr]+)\}/.exec(table)![1]!.length;
      const rows = table.split("\n").filter((line) => line.endsWith("\\\\"));
      expect(rows.length).toBeGreaterThan(1);
      for (const row of rows) expect(row.split(/(?<!\\)&/)).toHaveLength(columns);
      expect(table.match(/\\(top|mid|bottom)rule/g)).toHaveLength(3);
      expect(table.match(/\{/g)!.length).toBe(table.match(/\}/g)!.length);
    }
  });

  it("lets no character of a name act", () => {
    expect(escapeLatex("a_b 5 % & #1 {x} ~ ^ \\ < km²")).toBe(
      "a\\_b 5 \\% \\& \\#1 \\{x\\} \\textasciitilde{} \\textasciicircum{} \\textbackslash{} \\textless{} km\\textsuperscript{2}",
    );
    expect(text).toContain("\\textbf{50 \\% \\& more\\_\\{x\\}}");
    const bare = text.split("\n").filter((line) => !line.startsWith("%"));
    expect(bare.join("\n")).not.toMatch(/(?<!\\)[%#$]/);
  });

  it("has the curve as numbers, whole Earth and all, of the run and its references", () => {
    const [head, ...rows] = curveCsv(summary).trim().split(/\r?\n/);
    expect(head).toBe("system,area_km2,recall,low,high");
    expect(rows).toHaveLength(CURVE_KM2.length * (1 + summary.baselines.length));
    const last = rows[CURVE_KM2.length - 1]!.split(",").slice(-3).map(Number);
    expect(last).toEqual([1, 1, 1]);
  });
});

describe("what intervals take into account", () => {
  const words = (
    clusteredBy: string | null,
    clusters: number,
    resamples: number,
    shareIntervals: Summary["settings"]["shareIntervals"] = "design-effect",
  ) =>
    intervalSource({
      settings: {
        clusteredBy,
        clusters,
        resamples,
        shareIntervals,
        seed: 1,
      } as Summary["settings"],
      dataset: { withPosition: 2997 } as Summary["dataset"],
    });

  it("is said as it is: clusters only where photos share some, a bootstrap only where there was one", () => {
    expect(words("photographer", 198, 1000)).toBe(
      "Wilson's with the design effect over 198 clusters (photographer); of means and medians by bootstrap over the same (1,000 resamples, seed 1)",
    );
    expect(words("photographer", 198, 0)).toBe(
      "Wilson's with the design effect over 198 clusters (photographer)",
    );
    for (const [by, clusters] of [
      ["group", 2997],
      [null, 2997],
    ] as const) {
      expect(words(by, clusters, 0)).toBe("Wilson's, photos taken as independent");
    }
  });

  it("is said of runs from before as it was then", () => {
    expect(words("photographer", 198, 0, "bootstrap")).toBe(
      "by bootstrap over 198 clusters (photographer)",
    );
  });
});

describe("public sets", () => {
  it("tells a swapped copy from a cut one and from a changed one", () => {
    const set = findDataset("im2gps3k")!;
    expect(faultOf(set, set.fingerprint, 2997)).toBeNull();
    expect(faultOf(set, set.swappedFingerprint, 2997)).toMatch(/exchanged.*3487c53/);
    expect(faultOf(set, "0", 2900)).toMatch(/2900 rows, Im2GPS3k has 2997/);
    expect(faultOf(set, "0", 2997)).toMatch(/differ/);
    expect(findDataset("gws15k")).toBeNull();
  });

  it("has a fingerprint that does not depend on the file's form", async () => {
    const [first, second] = await Promise.all(
      ["id,lat,lon\nb,1,2\na,3.0000001,-0\n", "LON,IMG_ID,LAT\n0,a,3\n2,b,1.0\n"].map((text) =>
        fingerprintOf(readTruth(text).rows),
      ),
    );
    expect(first).toBe(second);
    expect(await fingerprintOf(readTruth("id,lat,lon\na,3,0\nb,1,2.1\n").rows)).not.toBe(first);
  });

  it("has published rows that rise with the distance", () => {
    expect(new Set(PUBLISHED.map(({ dataset }) => dataset)).size).toBe(DATASETS.length);
    for (const { percent, method } of PUBLISHED) {
      expect(percent).toHaveLength(5);
      const known = percent.filter((value) => value !== null);
      expect(
        [...known].sort((a, b) => a - b),
        method,
      ).toEqual(known);
      expect(known.every((value) => value >= 0 && value <= 100)).toBe(true);
    }
  });
});
