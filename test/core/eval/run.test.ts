import { beforeAll, describe, expect, it } from "vitest";
import type { Geography } from "../../../core/earth/geography.ts";
import { EARTH_AREA_KM2, EARTH_RADIUS_KM } from "../../../core/earth/lng-lat.ts";
import { BENCHMARKS, faultOf, findBenchmark } from "../../../core/eval/benchmarks/registry.ts";
import { readSummary, writeSummary } from "../../../core/eval/figures/summary-file.ts";
import { createCellAreas } from "../../../core/eval/reading/cell-areas.ts";
import { readPredictionLine } from "../../../core/eval/reading/estimate.ts";
import { fingerprintOf } from "../../../core/eval/reading/fingerprint.ts";
import { readTruth } from "../../../core/eval/reading/truth.ts";
import { reportMarkdown } from "../../../core/eval/report/markdown.ts";
import { reportHtml } from "../../../core/eval/report/page.ts";
import { createCollector } from "../../../core/eval/scoring/collector.ts";
import {
  PER_IMAGE_COLUMNS,
  readPerImage,
  writePerImage,
} from "../../../core/eval/scoring/per-image.ts";
import { geography } from "../../geography.ts";
import { collect, LINES, summaryOf } from "./scored-run.ts";

let earth: Geography;

beforeAll(async () => {
  earth = await geography();
});

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

  it("makes misses count as far as the Earth allows", async () => {
    const { scores } = await collect();
    expect(scores[3]).toMatchObject({
      status: "missing",
      km: Math.PI * EARTH_RADIUS_KM,
      geoScore: 0,
      areaKm2: EARTH_AREA_KM2,
    });
  });

  it("names places: right country across the date line, none in the sea", async () => {
    const { scores } = await collect();
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
  it("per_image.csv comes back as it was", async () => {
    const { scores } = await collect();
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
    const dataset = {
      ...summary.dataset,
      fingerprint: findBenchmark("im2gps3k")!.checks!.fingerprint,
    };
    const named = { ...summary, dataset, name: '<img src=x onerror="alert(1)">' };
    const html = reportHtml(named, (await collect()).scores, earth.mask);
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
    const { fingerprint } = findBenchmark("im2gps3k")!.checks!;
    const whole = { ...summary, dataset: { ...summary.dataset, fingerprint } };
    expect(reportMarkdown(whole)).toContain("Pinpoint 2026");
  });
});

describe("public sets", () => {
  it("tells a swapped copy from a cut one and from a changed one", () => {
    const set = findBenchmark("im2gps3k")!;
    const { fingerprint, swapped, ids } = set.checks!;
    const table = (given: string, rows = 2997, own = ids) =>
      faultOf(set, { fingerprint: given, rows, ids: own });
    expect(table(fingerprint)).toBeNull();
    expect(table(swapped)).toMatch(/exchanged.*3487c53/);
    expect(table("0", 2900)).toMatch(/2900 rows, Im2GPS3k has 2997/);
    expect(table("0")).toMatch(/its ids are Im2GPS3k's but positions differ/);
    expect(table("0", 2997, "0")).toMatch(/its ids differ from Im2GPS3k's/);
    // Of sets whose table nobody can have, the number of rows is all that can be told.
    const gws = findBenchmark("gws15k")!;
    expect(faultOf(gws, { rows: 14_955, fingerprint: "0", ids: "0" })).toBeNull();
    expect(faultOf(gws, { rows: 8181, fingerprint: "0", ids: "0" })).toMatch(/GWS15k has 14955/);
    expect(findBenchmark("YFCC25600")?.name).toBe("yfcc26k");
    expect(findBenchmark("mars")).toBeNull();
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
    for (const set of BENCHMARKS) expect(set.published.length, set.name).toBeGreaterThan(3);
    const names = BENCHMARKS.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
    const rows = BENCHMARKS.flatMap(({ published }) => published);
    for (const { percent, method } of rows) {
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
