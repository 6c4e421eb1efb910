import { readFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse/sync";
import sharp from "sharp";
import { geoScore } from "../core/belief/geo-score.ts";
import { cellsOfPlace } from "../core/belief/places.ts";
import { DEFAULT_OPTIONS } from "../core/contracts/options.ts";
import { distanceKm, type LngLat, type Position } from "../core/earth/lng-lat.ts";
import { landRowAt } from "../core/eval/scoring/geocoder.ts";
import { leadOf, namedPlace } from "../core/formats/headline.ts";
import { readGeography } from "../server/geodata/geography.ts";
import { openLocator } from "../server/locate/locator.ts";
import { LIMITS } from "./geoclip-variant.ts";

// tsx bench/best-point.ts PHOTOS.csv FOLDER [copies]: how good the point of the answer is, how far it moves when a photo is
// cropped, made brighter and saved again, and how often the words of the headline are right. Columns file, lat, lon.

interface Copy {
  /** Share of each side that is left, and where the cut lies, 0 to 1 from the left and from the top. */
  readonly crop: readonly [share: number, x: number, y: number];
  readonly brightness: number;
  readonly quality: number;
}

/** The first is the one that the figures of docs/evaluation.md name. */
const COPIES: readonly Copy[] = [
  { crop: [0.92, 0.5, 0.5], brightness: 1.12, quality: 60 },
  { crop: [0.92, 0, 0], brightness: 1.12, quality: 60 },
  { crop: [0.95, 1, 1], brightness: 0.9, quality: 75 },
  { crop: [0.9, 0.5, 0.3], brightness: 1.05, quality: 60 },
  { crop: [0.96, 0.2, 0.8], brightness: 1.12, quality: 50 },
];
const THRESHOLDS = [1, 25, 200, 750, 2500];

const [csv, folder, wanted = "5"] = process.argv.slice(2);
if (!csv || !folder)
  throw new Error("Which photos? Give a CSV with file, lat, lon, and their folder.");
const rows = parse(await readFile(csv), { columns: true }) as Record<string, string>[];
const photos = rows.filter(({ lat, lon }) => lat && lon);
const geography = await readGeography();
const locator = await openLocator({
  geography,
  bundleFolder: fileURLToPath(new URL("../models/preview", import.meta.url)),
  cacheFolder: join(tmpdir(), "graticule-bench-best-point"),
  threads: Math.min(availableParallelism(), 4),
  limits: LIMITS,
  finestResolution: 9,
});

async function copyOf(bytes: Uint8Array, { crop, brightness, quality }: Copy): Promise<Uint8Array> {
  const { width = 1, height = 1 } = await sharp(bytes).metadata();
  const [share, x, y] = crop;
  const [w, h] = [Math.round(width * share), Math.round(height * share)];
  const left = Math.floor((width - w) * x);
  const top = Math.floor((height - h) * y);
  return sharp(bytes)
    .extract({ left, top, width: w, height: h })
    .modulate({ brightness })
    .jpeg({ quality })
    .toBuffer();
}

const toLngLat = ({ lat, lng }: Position): LngLat => [lng, lat];
const at = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[
    Math.min(values.length - 1, Math.floor(share * values.length))
  ]!;
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

const RULES = ["best", "densest"] as const;
const errors = { best: [] as number[], densest: [] as number[] };
const moves = RULES.map(() => COPIES.map(() => [] as number[]));
const words = new Map<string, { named: number; right: number }>();

for (const [done, { file, lat, lon }] of photos.entries()) {
  const bytes = new Uint8Array(await readFile(join(folder, file!)));
  const truth: LngLat = [Number(lon), Number(lat)];
  const ask = (photo: Uint8Array) =>
    locator.locate(photo, { ...DEFAULT_OPTIONS, densest: true }, new AbortController().signal);
  const answer = await ask(bytes);
  errors.best.push(distanceKm(toLngLat(answer.best), truth));
  errors.densest.push(distanceKm(toLngLat(answer.densest!), truth));
  const place = namedPlace(answer);
  if (place) {
    const held = cellsOfPlace(place, geography.cells, geography.names)!.rows;
    const row = landRowAt(geography, truth);
    const tally = words.get(leadOf(place.probability)) ?? { named: 0, right: 0 };
    tally.named++;
    if (held.includes(row)) tally.right++;
    words.set(leadOf(place.probability), tally);
  }
  for (const [c, copy] of COPIES.slice(0, Number(wanted)).entries()) {
    const other = await ask(await copyOf(bytes, copy));
    moves[0]![c]!.push(distanceKm(toLngLat(answer.best), toLngLat(other.best)));
    moves[1]![c]!.push(distanceKm(toLngLat(answer.densest!), toLngLat(other.densest!)));
  }
  if (done % 50 === 49) console.error(`${done + 1} of ${photos.length}`);
}
await locator.close();

for (const [r, rule] of RULES.entries()) {
  const km = errors[rule];
  const within = THRESHOLDS.map(
    (limit) =>
      `${((100 * km.filter((d) => d <= limit).length) / km.length).toFixed(1)} % in ${limit}`,
  );
  console.log(
    `${rule}: N ${km.length}, GeoScore ${mean(km.map(geoScore)).toFixed(0)}, median ${at(km, 0.5).toFixed(0)} km, ${within.join(", ")}`,
  );
  const all = moves[r]!.flat();
  if (all.length === 0) continue;
  const first = moves[r]![0]!;
  console.log(
    `  moves by (first copy / all ${wanted}): median ${at(first, 0.5).toFixed(0)} / ${at(all, 0.5).toFixed(0)}, 90th percentile ${at(first, 0.9).toFixed(0)} / ${at(all, 0.9).toFixed(0)} km`,
  );
}
for (const [lead, { named, right }] of words) {
  console.log(`"${lead}": ${right} of ${named} right, ${((100 * right) / named).toFixed(0)} %`);
}
