import { type Summary, summarise } from "../../../core/eval/figures/summary.ts";
import { createCellAreas } from "../../../core/eval/reading/cell-areas.ts";
import { readPredictionLine } from "../../../core/eval/reading/estimate.ts";
import { fingerprintOf } from "../../../core/eval/reading/fingerprint.ts";
import { readTruth } from "../../../core/eval/reading/truth.ts";
import { createCollector } from "../../../core/eval/scoring/collector.ts";
import type { PhotoScore } from "../../../core/eval/scoring/photo-score.ts";
import { geography } from "../../geography.ts";

// A small run: four photos, of which one is missing, one unreadable, one double and one of another set.

export const TRUTH = readTruth(
  `IMG_ID,LAT,LON,S3_Label
1_aaaaaaaaaa_1_7@N00.jpg,48.8566,2.3522,2
2_aaaaaaaaaa_1_7@N00.jpg,35.6895,139.6917,1
3_aaaaaaaaaa_1_8@N00.jpg,-18.1416,178.4419,1
4_aaaaaaaaaa_1_9@N00.jpg,0,-30,0
`,
);

export const LINES = [
  { id: "1_aaaaaaaaaa_1_7@N00.jpg", model: { name: "m", version: "1" }, lat: 48.85, lon: 2.35 },
  { id: "3_aaaaaaaaaa_1_8@N00.jpg", lat: -18.0, lon: -179.9 },
  { id: "1_aaaaaaaaaa_1_7@N00.jpg", lat: 0, lon: 0 },
  { id: "2_aaaaaaaaaa_1_7@N00.jpg", error: "cut short" },
  { id: "stranger.jpg", lat: 1, lon: 1 },
];

export async function collect(lines: readonly object[] = LINES) {
  const earth = await geography();
  const areas = createCellAreas(earth.cells);
  const collector = createCollector(TRUTH, earth, areas);
  for (const line of lines) {
    const options = { areas, cells: earth.cells, normalise: false };
    collector.add(readPredictionLine(JSON.stringify(line), options));
  }
  return collector.end();
}

export async function summaryOf(
  lines: readonly object[] = LINES,
  change: (score: PhotoScore, i: number) => PhotoScore = (score) => score,
): Promise<Summary> {
  const { scores, duplicates, extra, models } = await collect(lines);
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
