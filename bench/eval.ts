import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { cellChildren, cellName } from "../core/earth/cells.ts";
import type { Geography } from "../core/earth/geography.ts";
import { createUniform } from "../core/eval/figures/random.ts";
import { fingerprintOf } from "../core/eval/reading/fingerprint.ts";
import { readTruth } from "../core/eval/reading/truth.ts";
import { scorePredictions } from "../server/eval/score.ts";
import { readGeography } from "../server/geodata/geography.ts";

// tsx bench/eval.ts [photos]: scores a made-up run of YFCC26k's size, 500 cells a photo, of which two fifths are
// refined. Prints time and memory; ends with 1 when they are above 60 s or 1 GB.

const PHOTOS = Number(process.argv[2] ?? 25_600);
const CELLS = 500;
/** Land cells that are split twice per photo: 4 x 49 fine cells of the 500. */
const SPLIT = 4;
const MOST_SECONDS = 60;
const MOST_BYTES = 1e9;

const folder = await mkdtemp(join(tmpdir(), "graticule-bench-eval-"));
try {
  const geography = await readGeography();
  const predictions = join(folder, "predictions.jsonl");
  const truth = await writeRun(geography, predictions, join(folder, "truth.csv"));
  const { size } = await stat(predictions);
  console.log(`${PHOTOS} photos, ${CELLS} cells each, ${(size / 1e6).toFixed(0)} MB`);
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 50);
  const started = performance.now();
  const { summary } = await scorePredictions({
    predictions,
    truth,
    geography,
    name: "bench",
    seed: 1,
    resamples: 1000,
    normalise: false,
    references: [],
    leakage: null,
  });
  const seconds = (performance.now() - started) / 1000;
  clearInterval(watch);
  most = Math.max(most, process.memoryUsage().rss);
  console.log(
    `scored ${summary.counts.scored} in ${seconds.toFixed(1)} s, ${(most / 1e6).toFixed(0)} MB resident at most`,
  );
  if (seconds > MOST_SECONDS || most > MOST_BYTES) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function writeRun({ cells }: Geography, predictions: string, table: string) {
  const uniform = createUniform(1);
  const out = createWriteStream(predictions);
  const rows = ["id,lat,lon"];
  for (let photo = 0; photo < PHOTOS; photo++) {
    const first = Math.floor(uniform() * (cells.count - CELLS));
    const home = first + Math.floor(uniform() * CELLS * 0.5);
    rows.push(`${photo},${cells.lat[home]},${cells.lng[home]}`);
    const line = JSON.stringify({
      id: String(photo),
      model: { name: "bench", version: "1" },
      best: { lat: cells.lat[first], lng: cells.lng[first] },
      places: [{ level: "country", id: "FR", name: "France", probability: 0.5 }],
      cells: cellsOf(cells, first, uniform),
    });
    if (!out.write(`${line}\n`)) await once(out, "drain");
  }
  out.end();
  await once(out, "finish");
  await writeFile(table, rows.join("\n"));
  const set = readTruth(rows.join("\n"));
  const fingerprint = await fingerprintOf(set.rows);
  const facts = {
    name: "bench",
    photos: PHOTOS,
    withPosition: PHOTOS,
    countryOnly: 0,
    fingerprint,
  };
  return { set, facts, warnings: [] };
}

function cellsOf(cells: Geography["cells"], first: number, uniform: () => number) {
  const names: string[] = [];
  for (let row = first; names.length < CELLS; row++) {
    const name = cellName(cells.ids[row]!);
    const isSplit = row < first + SPLIT;
    names.push(...(isSplit ? cellChildren(name).flatMap(cellChildren) : [name]));
  }
  const weights = names.slice(0, CELLS).map((_, i) => (1 + uniform()) / (i + 1));
  const sum = weights.reduce((a, b) => a + b, 0) / 0.9;
  return weights.map((weight, i) => ({ h3: names[i]!, probability: weight / sum }));
}
