import { cellsOfPlace, type NamedPlace, placesOf } from "../belief/places.ts";
import { type Posterior, posteriorGiven } from "../belief/posterior.ts";
import { weigh } from "../belief/weighing.ts";
import type { BundleManifest } from "../contracts/bundle.ts";
import { cancelled, GraticuleError } from "../contracts/errors.ts";
import type { Explanation, Patch } from "../contracts/explanation.ts";
import type { ExplanationOptions } from "../contracts/explanation-options.ts";
import type { Geography } from "../earth/geography.ts";
import { gridParts, type Part } from "../pixels/part.ts";
import type { Question, Told } from "./belief.ts";
import type { Coverable } from "./coverable.ts";
import type { Engine } from "./engine.ts";
import { askAll } from "./evidence.ts";
import type { TakeTurn } from "./turns.ts";

/** What covering the parts of a photo does to the probability of a place. */
export interface Occlusion
  extends Pick<
    Explanation,
    "place" | "probability" | "before" | "blank" | "seen" | "grid" | "patches" | "together"
  > {
  /** What is believed of the land cells, by the whole photo. */
  readonly land: Posterior;
}

/** What the work needs of the world. */
export interface OcclusionWorld {
  readonly engine: Pick<Engine, "geography" | "manifest" | "seer" | "evidence" | "doubt" | "prior">;
  readonly takeTurn: TakeTurn;
  readonly signal: AbortSignal;
  /**
   * The place that is explained where none was asked for, by what the whole photo has told. Without it, and where it
   * answers null, the most probable country.
   */
  choosePlace?(told: Told): Promise<NonNullable<ExplanationOptions["place"]> | null>;
  /** Is told how many looks at the photo are done, of all. */
  onProgress?(done: number, total: number): void;
}

/** A photo looked at with parts of it covered. Both reject with "cancelled" once the signal aborts. */
export interface Looks {
  /** The model's part. */
  see(covered: readonly Part[]): Promise<Told>;
  /** What is then believed of the land cells. */
  believe(told: Told): Promise<Posterior>;
}

/** Looks that are asked for at once: others who wait get theirs in between. */
const LOOKS_AT_ONCE = 4;
/** Rows and columns where nobody has asked for others: with the preview bundle under 3 s on two quiet cores. */
const ROWS = 7;
/**
 * The same for image encoders of a hundred megabytes and more, which take about a second a look there. By their size and
 * not by the clock: a photo's map is the same on every machine.
 */
const ROWS_OF_LARGE = 4;
const LARGE_BYTES = 100e6;
/** Share of the patches that are covered together. */
const TOGETHER = 0.2;
/** Changes below this are the noise of float32. */
const LEAST_CHANGE = 1e-6;
/** A probability of 0 counts as this in a ratio. */
const LEAST_PROBABILITY = 1e-12;

export function createLooks(
  photo: Coverable,
  question: Question,
  { engine, takeTurn, signal }: OcclusionWorld,
): Looks {
  const { doubt } = engine;
  const { cells } = engine.geography;
  const prior = engine.prior(question.options.prior);
  return {
    async see(covered) {
      const seen = await engine.seer.see(photo.cover(covered), signal);
      return { vector: seen.vector, likelihoods: await askAll(engine.evidence, seen) };
    },
    async believe({ likelihoods }) {
      await takeTurn();
      if (signal.aborted) throw cancelled();
      return weigh({ cells, prior, doubt, likelihoods, hints: question.hints }).land;
    },
  };
}

/**
 * An occlusion map: how the probability of a place changes when a part of the photo is covered, for each part of a grid
 * (Zeiler and Fergus 2014). It tells what the model's answer rests on, and nothing of whether that is right.
 *
 * @throws GraticuleError "parameter_invalid" for a place that is not known, "cancelled" once the signal aborts
 */
export async function occlusionOf(
  photo: Coverable,
  question: Question,
  { place, grid }: Pick<ExplanationOptions, "place" | "grid">,
  world: OcclusionWorld,
): Promise<Occlusion> {
  const { engine, onProgress } = world;
  const { geography } = engine;
  // Before anything is looked at: a place that nobody knows takes no time of the model.
  const asked = place && findPlace(place, geography);
  const { see, believe } = createLooks(photo, question, world);
  const side = grid ?? rowsFor(engine.manifest);
  const parts = gridParts(photo.seen, side, side);
  const total = parts.length + 3;
  const waves = oneAhead([[[], [photo.seen]], ...wavesOf(parts)], (wave) =>
    Promise.all(wave.map(see)),
  );

  const [whole, covered] = (await waves.next()).value!;
  const land = await believe(whole!);
  const blank = await believe(covered!);
  const chosen = asked ?? (await placeFor(whole!, land, world));
  const massOf = (posterior: Posterior) => massIn(posterior, chosen.rows);
  const probability = massOf(land);
  onProgress?.(2, total);
  const patches: Patch[] = [];
  for await (const wave of waves) {
    for (const told of wave) {
      const part = parts[patches.length]!;
      patches.push(patchOf(part, massOf(await believe(told)), probability));
    }
    onProgress?.(2 + patches.length, total);
  }

  const speaking = mostSpeaking(patches);
  const together =
    speaking.length > 0 ? await believe(await see(speaking.map((i) => parts[i]!))) : null;
  onProgress?.(total, total);
  const { rows: _, ...named } = chosen;
  const prior = engine.prior(question.options.prior);
  const before = { ...land, probability: prior.probability };
  return {
    land,
    place: named,
    probability,
    before: massOf(question.hints ? posteriorGiven(before, question.hints.log) : before),
    blank: massOf(blank),
    seen: photo.seen,
    grid: { rows: side, columns: side },
    patches,
    together: together && { patches: speaking, probability: massOf(together) },
  };
}

/** Probability of some land cells together. */
export function massIn({ probability }: Posterior, rows: readonly number[]): number {
  return Math.min(
    1,
    rows.reduce((sum, row) => sum + probability[row]!, 0),
  );
}

type PlaceCells = NamedPlace & { readonly rows: readonly number[] };

function findPlace(
  place: NonNullable<ExplanationOptions["place"]>,
  { cells, names }: Geography,
): PlaceCells {
  const found = cellsOfPlace(place, cells, names);
  if (found) return found;
  const detail = `place: there is no ${place.level} "${place.id}"; take level and id from the places of a prediction`;
  throw new GraticuleError("parameter_invalid", detail, {
    faults: [{ pointer: "query/place", detail }],
  });
}

/** The parts of a grid, each by itself, as many as are asked for at once. */
function wavesOf(parts: readonly Part[]): Part[][][] {
  return Array.from({ length: Math.ceil(parts.length / LOOKS_AT_ONCE) }, (_, i) =>
    parts.slice(i * LOOKS_AT_ONCE, (i + 1) * LOOKS_AT_ONCE).map((part) => [part]),
  );
}

/** Results in order; each item is begun as soon as the one before is done, while whoever asks still works on that. */
async function* oneAhead<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, undefined> {
  const begin = (item: T | undefined) => {
    const begun = item === undefined ? null : work(item);
    // Whoever asks hears of it, unless they leave before.
    begun?.catch(() => {});
    return begun;
  };
  let ahead = begin(items[0]);
  for (let i = 1; ahead; i++) {
    const done: R = await ahead;
    ahead = begin(items[i]);
    yield done;
  }
  return undefined;
}

async function placeFor(told: Told, land: Posterior, world: OcclusionWorld): Promise<PlaceCells> {
  const { geography } = world.engine;
  const place = await world.choosePlace?.(told);
  return place ? findPlace(place, geography) : firstCountry(land, geography);
}

function firstCountry(land: Posterior, geography: Geography): PlaceCells {
  const first = placesOf(land, geography.names, 1).best.find(({ level }) => level === "country");
  if (!first) throw new GraticuleError("internal", "No country has any probability.");
  return findPlace(first, geography);
}

function rowsFor({ image, files }: Pick<BundleManifest, "image" | "files">): number {
  return (files[image.file]?.bytes ?? 0) < LARGE_BYTES ? ROWS : ROWS_OF_LARGE;
}

function patchOf(part: Part, covered: number, probability: number): Patch {
  const ratio = Math.max(covered, LEAST_PROBABILITY) / Math.max(probability, LEAST_PROBABILITY);
  return {
    ...part,
    probability: covered,
    change: covered - probability,
    logRatio: Math.log(ratio),
  };
}

/** Numbers of the patches whose covering takes most from the place, at most a fifth of all. */
function mostSpeaking(patches: readonly Patch[]): number[] {
  return patches
    .map(({ change }, i) => ({ change, i }))
    .filter(({ change }) => change < -LEAST_CHANGE)
    .sort((a, b) => a.change - b.change)
    .slice(0, Math.ceil(patches.length * TOGETHER))
    .map(({ i }) => i);
}
