import { readFile } from "node:fs/promises";
import { cellsOfPlace } from "../../core/belief/places.ts";
import { DEFAULT_OPTIONS } from "../../core/contracts/options.ts";
import { bootstrap, type Interval, toClusters } from "../../core/eval/figures/intervals.ts";
import { createUniform } from "../../core/eval/figures/random.ts";
import { createTrueWords, type WordRate, wordRate } from "../../core/eval/figures/words.ts";
import type { Truth } from "../../core/eval/reading/truth.ts";
import { attributeWords } from "../../core/locate/attributes.ts";
import { type Coverable, createCoverable } from "../../core/locate/coverable.ts";
import type { Engine } from "../../core/locate/engine.ts";
import { createLooks, massIn, occlusionOf } from "../../core/locate/occlusion.ts";
import { gridParts } from "../../core/pixels/part.ts";
import { type PhotoLimits, readPhoto } from "../photo/photo.ts";
import { toPixels } from "../photo/pixels.ts";
import { createTurns } from "../process/turns.ts";
import type { PhotoFile } from "./photo-files.ts";

export interface ExplainRequest {
  readonly engine: Engine;
  readonly photos: readonly PhotoFile[];
  readonly truth: ReadonlyMap<string, Truth>;
  readonly limits: PhotoLimits;
  /** Photos whose parts are covered. */
  readonly sample: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  onProgress?(done: number, total: number, what: string): void;
}

/** Words for the kind of place, by attribute, against the truth. */
export interface WordFigures {
  readonly heads: Readonly<Record<string, WordRate>>;
  readonly map: Readonly<Record<string, WordRate>>;
}

/** Mean probability of the first country, by what was covered. */
export interface CoverFigures {
  readonly photos: number;
  readonly whole: number;
  /** The fifth of the patches that each takes most from it when covered alone. */
  readonly strongest: number;
  /** As many patches, drawn. */
  readonly random: number;
  /** `random` less `strongest`, with its interval over clusters of photos. */
  readonly difference: number;
  readonly interval: Interval;
  /** Share of the photos in which the strongest take more than the drawn ones. */
  readonly wins: number;
}

const NO_HINTS = { options: DEFAULT_OPTIONS, hints: null };
const RESAMPLES = 2000;

/** How often the first word for each attribute is true: the heads' own, and the posterior's. */
export async function measureWords(request: ExplainRequest): Promise<WordFigures> {
  const { engine, photos, truth, onProgress } = request;
  const trueWord = createTrueWords(engine.geography);
  const pairs = new Map<string, (readonly [said: string, truth: string])[]>();
  for (const [i, photo] of photos.entries()) {
    const coverable = await open(photo, request);
    const { see, believe } = createLooks(coverable, NO_HINTS, world(request));
    const land = await believe(await see([]));
    const readings = await engine.heads(coverable.cover([]).views[0]!);
    for (const { source, name, classes } of attributeWords(land, readings, undefined)) {
      const known = trueWord(name, truth.get(photo.id)!);
      const key = `${source} ${name}`;
      if (known !== null) pairs.set(key, [...(pairs.get(key) ?? []), [classes[0]!.name, known]]);
    }
    onProgress?.(i + 1, photos.length, "words");
  }
  const of = (source: string) =>
    Object.fromEntries(
      [...pairs]
        .filter(([key]) => key.startsWith(`${source} `))
        .map(([key, own]) => [key.slice(source.length + 1), wordRate(own)]),
    );
  return { heads: of("head"), map: of("map") };
}

/**
 * Whether what an occlusion map marks matters: the strongest fifth of the patches covered at once, against as many that
 * were drawn.
 */
export async function measureCovering(request: ExplainRequest): Promise<CoverFigures> {
  const { engine, photos, truth, sample, seed, onProgress } = request;
  const uniform = createUniform(seed);
  const chosen = drawn(photos.length, sample, uniform).map((i) => photos[i]!);
  const rows: { id: string; whole: number; strongest: number; random: number }[] = [];
  for (const [i, photo] of chosen.entries()) {
    const coverable = await open(photo, request);
    const map = await occlusionOf(coverable, NO_HINTS, { place: null, grid: null }, world(request));
    const parts = gridParts(map.seen, map.grid.rows, map.grid.columns);
    if (map.together) {
      const control = drawn(parts.length, map.together.patches.length, uniform);
      const { see, believe } = createLooks(coverable, NO_HINTS, world(request));
      const place = cellsOfPlace(map.place, engine.geography.cells, engine.geography.names)!;
      const drawnParts = control.map((k) => parts[k]!);
      const random = massIn(await believe(await see(drawnParts)), place.rows);
      const { probability: whole, together } = map;
      rows.push({ id: photo.id, whole, strongest: together.probability, random });
    }
    onProgress?.(i + 1, chosen.length, "covered photos");
  }
  const mean = (value: (row: (typeof rows)[number]) => number) =>
    rows.reduce((sum, row) => sum + value(row), 0) / rows.length;
  const gains = rows.map(({ strongest, random }) => random - strongest);
  const clusters = toClusters(rows.map(({ id }) => truth.get(id)!.cluster));
  const [interval] = bootstrap(clusters, RESAMPLES, seed, (weights) => {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return [gains.reduce((sum, gain, i) => sum + gain * weights[i]!, 0) / total];
  });
  return {
    photos: rows.length,
    whole: mean(({ whole }) => whole),
    strongest: mean(({ strongest }) => strongest),
    random: mean(({ random }) => random),
    difference: mean(({ strongest, random }) => random - strongest),
    interval: interval!,
    wins: gains.filter((gain) => gain > 0).length / rows.length,
  };
}

async function open(
  { path }: PhotoFile,
  { engine, limits, signal }: ExplainRequest,
): Promise<Coverable> {
  const photo = await readPhoto(await readFile(path), limits);
  return createCoverable(photo, engine.manifest.image, (spec) => toPixels(photo, spec, signal));
}

function world({ engine, signal }: ExplainRequest) {
  return { engine, signal, takeTurn: createTurns() };
}

/** Some of the numbers below `count`, each once. */
function drawn(count: number, most: number, uniform: () => number): number[] {
  return Array.from({ length: count }, (_, i) => [uniform(), i] as const)
    .sort(([a], [b]) => a - b)
    .slice(0, most)
    .map(([, i]) => i);
}
