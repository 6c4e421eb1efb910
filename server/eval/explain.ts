import { readFile } from "node:fs/promises";
import { cellsOfPlace } from "../../core/belief/places.ts";
import type { ImageSpec } from "../../core/contracts/bundle.ts";
import { DEFAULT_OPTIONS } from "../../core/contracts/options.ts";
import {
  type CoveredPhoto,
  type CoverFigures,
  coverFigures,
} from "../../core/eval/figures/covering.ts";
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
import { type PhotoFile, photoFaultOf } from "./photo-files.ts";

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
  /** Is told which photos cannot be read, whenever one is come upon. */
  onUnreadable?(id: string): void;
}

/** Words for the kind of place, by attribute, against the truth. */
export interface WordFigures {
  readonly heads: Readonly<Record<string, WordRate>>;
  readonly map: Readonly<Record<string, WordRate>>;
}

const NO_HINTS = { options: DEFAULT_OPTIONS, hints: null };

/** How often the first word for each attribute is true: the heads' own, and the posterior's. */
export async function measureWords(request: ExplainRequest): Promise<WordFigures> {
  const { engine, photos, truth } = request;
  const trueWord = createTrueWords(engine.geography);
  const pairs = new Map<string, (readonly [said: string, truth: string])[]>();
  await eachPhoto(photos, "words", request, async (coverable, { id }) => {
    const { see, believe } = createLooks(coverable, NO_HINTS, world(request));
    const land = await believe(await see([]));
    const readings = await engine.heads(coverable.cover([]).views[0]!);
    for (const { source, name, classes } of attributeWords(land, readings, undefined)) {
      const known = trueWord(name, truth.get(id)!);
      const key = `${source} ${name}`;
      if (known !== null) pairs.set(key, [...(pairs.get(key) ?? []), [classes[0]!.name, known]]);
    }
  });
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
 * were drawn. Null where no drawn photo has a part that speaks for its first country.
 */
export async function measureCovering(request: ExplainRequest): Promise<CoverFigures | null> {
  const { engine, photos, truth, sample, seed } = request;
  const uniform = createUniform(seed);
  const chosen = drawn(photos.length, sample, uniform).map((i) => photos[i]!);
  const rows: CoveredPhoto[] = [];
  await eachPhoto(chosen, "covered photos", request, async (coverable, { id }) => {
    const map = await occlusionOf(coverable, NO_HINTS, { place: null, grid: null }, world(request));
    if (!map.together) return;
    const parts = gridParts(map.seen, map.grid.rows, map.grid.columns);
    const control = drawn(parts.length, map.together.patches.length, uniform);
    const { see, believe } = createLooks(coverable, NO_HINTS, world(request));
    const place = cellsOfPlace(map.place, engine.geography.cells, engine.geography.names)!;
    const belief = await believe(await see(control.map((k) => parts[k]!)));
    const { probability: whole, together } = map;
    const { cluster } = truth.get(id)!;
    rows.push({
      whole,
      strongest: together.probability,
      random: massIn(belief, place.rows),
      cluster,
    });
  });
  return coverFigures(rows, seed);
}

/** Photos that cannot be read are told and left out. */
async function eachPhoto(
  photos: readonly PhotoFile[],
  what: string,
  { engine, limits, signal, onProgress, onUnreadable }: ExplainRequest,
  work: (coverable: Coverable, photo: PhotoFile) => Promise<void>,
): Promise<void> {
  for (const [i, file] of photos.entries()) {
    try {
      const photo = await readPhoto(await readFile(file.path), limits);
      const view = (spec: ImageSpec) => toPixels(photo, spec, signal);
      await work(await createCoverable(photo, engine.manifest.image, view), file);
    } catch (error) {
      if (!photoFaultOf(error)) throw error;
      onUnreadable?.(file.id);
    }
    onProgress?.(i + 1, photos.length, what);
  }
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
