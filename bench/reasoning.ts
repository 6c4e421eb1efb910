import { readFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse/sync";
import { bestPoint } from "../core/belief/best-point.ts";
import { geoScore } from "../core/belief/geo-score.ts";
import { rankByDensity } from "../core/belief/ranking.ts";
import { DEFAULT_OPTIONS } from "../core/contracts/options.ts";
import { REASON_PARTS } from "../core/contracts/reason-shares.ts";
import { distanceKm, type Position } from "../core/earth/lng-lat.ts";
import { atOnce } from "../core/earth/steps.ts";
import { toClusters } from "../core/eval/figures/clusters.ts";
import { bootstrap } from "../core/eval/figures/intervals.ts";
import { createUniform } from "../core/eval/figures/random.ts";
import { foldsOf } from "../core/eval/fitting/folds.ts";
import { countryOfRow, createSimulated, FAIR, LIAR } from "../core/eval/reason/simulated.ts";
import { landRowAt } from "../core/eval/scoring/geocoder.ts";
import {
  logLikelihoodFrom,
  type NamedPlace,
  partsOf,
  type Shares,
} from "../core/reason/mixture.ts";
import { fitShares, UNTRIED_SHARES } from "../core/reason/shares.ts";
import { readGeography } from "../server/geodata/geography.ts";
import { openLocator } from "../server/locate/locator.ts";
import { LIMITS } from "./geoclip-variant.ts";

// tsx bench/reasoning.ts PHOTOS.csv FOLDER: what becomes of answers when a made model of known quality is asked too, and when
// a liar is. Columns file, lat, lon, group. Over the land cells, without refinement.

const ANSWERS = 4;
const FOLDS = 5;
const SEED = 7;

const [csv, folder] = process.argv.slice(2);
if (!csv || !folder)
  throw new Error("Which photos? Give a CSV with file, lat, lon, group, and their folder.");
const rows = parse(await readFile(csv), { columns: true }) as Record<string, string>[];
const photos = rows
  .filter(({ lat, lon }) => lat && lon)
  .map(({ file, lat, lon, group }) => ({
    file: file!,
    at: { lat: Number(lat), lng: Number(lon) },
    group: group || null,
  }));
const geography = await readGeography();
const { cells, names } = geography;
const bundleFolder = fileURLToPath(new URL("../models/preview", import.meta.url));
const { doubt = 0 } = JSON.parse(await readFile(join(bundleFolder, "bundle.json"), "utf8")) as {
  doubt?: number;
};
const locator = await openLocator({
  geography,
  bundleFolder,
  cacheFolder: join(tmpdir(), "graticule-bench-reasoning"),
  threads: Math.min(availableParallelism(), 4),
  limits: LIMITS,
  finestResolution: 9,
});

interface Photo {
  readonly at: Position;
  readonly row: number;
  readonly belief: Float32Array;
  readonly prior: Float64Array;
}
const seen: Photo[] = [];
for (const { file, at } of photos) {
  const bytes = new Uint8Array(await readFile(join(folder, file)));
  const signal = new AbortController().signal;
  const { belief, prior } = await locator.look(bytes, DEFAULT_OPTIONS, signal);
  seen.push({ at, row: landRowAt(geography, [at.lng, at.lat]), belief, prior });
  if (seen.length % 100 === 0) console.error(`${seen.length} of ${photos.length} seen`);
}
await locator.close();

interface Outcome {
  readonly score: number;
  readonly country: number;
  readonly inside: number;
  readonly expected: number;
}

/** Of a belief over the land cells: GeoScore of its best point, whether its likeliest country is right, and its 90 % region. */
function outcomeOf(probability: Float64Array, { at, row }: Photo): Outcome {
  const posterior = { cells, probability, fine: [] };
  const ranking = rankByDensity(posterior);
  const best = bestPoint(posterior, ranking, geography);
  const masses = new Float64Array(names.countries.length);
  for (let i = 0; i < cells.count; i++) {
    const country = countryOfRow(geography, i);
    if (country >= 0) masses[country]! += probability[i]!;
  }
  let before = 0;
  for (const item of ranking.items) {
    if (item === row || before >= 0.9) break;
    before += probability[item]!;
  }
  return {
    score: geoScore(distanceKm(best.at, [at.lng, at.lat])),
    country: Number(masses.indexOf(Math.max(...masses)) === countryOfRow(geography, row)),
    inside: Number(before < 0.9),
    expected: best.expectedScore,
  };
}

/** As `posteriorOf` weighs it: the doubt of the photo comes after all evidence. */
function fused({ belief, prior }: Photo, log: Float64Array): Float64Array {
  const sure = Float64Array.from(
    belief,
    (p, i) => Math.max(0, p - doubt * prior[i]!) * Math.exp(log[i]!),
  );
  const sum = sure.reduce((total, p) => total + p, 0);
  return sure.map((p, i) => ((1 - doubt) * p) / sum + doubt * prior[i]!);
}

function counted(answers: readonly Position[]): NamedPlace[] {
  const found = new Map<string, NamedPlace>();
  for (const at of answers) {
    const key = `${at.lat},${at.lng}`;
    found.set(key, { at, country: null, answers: (found.get(key)?.answers ?? 0) + 1 });
  }
  return [...found.values()];
}

const clusters = toClusters(photos.map(({ group }) => group));
const folds = foldsOf(clusters, FOLDS);
const mean = (values: readonly number[], weights?: Float64Array) => {
  let [sum, count] = [0, 0];
  for (const [i, value] of values.entries()) {
    sum += value * (weights?.[i] ?? 1);
    count += weights?.[i] ?? 1;
  }
  return sum / count;
};
const alone = seen.map((photo) => outcomeOf(Float64Array.from(photo.belief), photo));
const show = ([low, high]: readonly [number, number], digits: number) =>
  `[${low.toFixed(digits)}, ${high.toFixed(digits)}]`;

function report(name: string, outcomes: readonly Outcome[], against: readonly Outcome[]): void {
  const gains = outcomes.map(({ score }, i) => score - against[i]!.score);
  const countries = outcomes.map(({ country }, i) => 100 * (country - against[i]!.country));
  const inside = outcomes.map((outcome) => 100 * outcome.inside);
  const [gain, country, held] = bootstrap(clusters, 2000, SEED, (weights) => [
    mean(gains, weights),
    mean(countries, weights),
    mean(inside, weights),
  ]);
  console.log(
    [
      name,
      mean(outcomes.map(({ score }) => score)).toFixed(0),
      `${mean(gains).toFixed(0)} ${show(gain!, 0)}`,
      (100 * mean(outcomes.map((outcome) => outcome.country))).toFixed(1),
      `${mean(countries).toFixed(1)} ${show(country!, 1)}`,
      `${mean(inside).toFixed(1)} ${show(held!, 1)}`,
    ].join(" | "),
  );
}

console.log(`N ${seen.length}, ${clusters.count} groups, ${ANSWERS} answers a photo`);
console.log(
  "answer | GeoScore | against the photo alone | country | against it | in the 90 % region",
);
report("photo alone", alone, alone);
const allShares: Shares[] = [];
for (const [name, quality] of Object.entries({ fair: FAIR, liar: LIAR })) {
  const model = createSimulated(geography, quality, createUniform(SEED));
  const places = seen.map(({ at, row }) =>
    counted(model(at, countryOfRow(geography, row), ANSWERS)),
  );
  const partsFor = (i: number) => atOnce(partsOf(places[i]!, geography, seen[i]!.prior));
  const modelAlone = seen.map((photo, i): Outcome => {
    const { at } = places[i]!.reduce((best, one) => (one.answers > best.answers ? one : best));
    const named: [number, number] = [at!.lng, at!.lat];
    const isRight =
      countryOfRow(geography, landRowAt(geography, named)) === countryOfRow(geography, photo.row);
    const km = distanceKm(named, [photo.at.lng, photo.at.lat]);
    return { score: geoScore(km), country: Number(isRight), inside: Number.NaN, expected: 0 };
  });
  report(`${name}: model alone`, modelAlone, alone);
  const values = seen.map(({ row }, i) => partsFor(i).map((part) => part[row]!));
  const fitted = Array.from({ length: FOLDS }, (_, fold) =>
    fitShares(values.filter((_, i) => folds[i] !== fold)),
  );
  allShares.push(fitShares(values));
  console.error(
    `${name}: ${REASON_PARTS.map((part, k) => `${part} ${allShares.at(-1)![k]!.toFixed(3)}`)}`,
  );
  const withShares = (sharesOf: (i: number) => Shares) =>
    seen.map((photo, i) =>
      outcomeOf(fused(photo, logLikelihoodFrom(partsFor(i), sharesOf(i))), photo),
    );
  const together = withShares((i) => fitted[folds[i]!]!);
  report(`${name}: together, fitted on other folds`, together, alone);
  report(`${name}: the same against the model alone`, together, modelAlone);
  report(
    `${name}: together, untried`,
    withShares(() => UNTRIED_SHARES),
    alone,
  );
  if (name === "liar") {
    report(
      "liar: together, with the shares of the fair",
      withShares(() => allShares[0]!),
      alone,
    );
    continue;
  }
  // Asking about the photos of which least is expected, first.
  const order = alone.map((_, i) => i).sort((a, b) => alone[a]!.expected - alone[b]!.expected);
  const whole = mean(together.map(({ score }, i) => score - alone[i]!.score)) * seen.length;
  for (const share of [0.25, 0.5, 0.75]) {
    const asked = order.slice(0, Math.round(share * order.length));
    const gain = asked.reduce((sum, i) => sum + together[i]!.score - alone[i]!.score, 0);
    const below = alone[asked.at(-1)!]!.expected;
    console.log(
      `asked about ${100 * share} % (expected score below ${below.toFixed(0)}): ${((100 * gain) / whole).toFixed(0)} % of the gain`,
    );
  }
}
