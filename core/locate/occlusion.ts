import { cellsOfPlace, type NamedPlace, placesOf } from "../belief/places.ts";
import { type Posterior, posteriorGiven } from "../belief/posterior.ts";
import { weigh } from "../belief/weighing.ts";
import type { BundleManifest } from "../contracts/bundle.ts";
import { cancelled, GraticuleError } from "../contracts/errors.ts";
import type { Explanation, Patch } from "../contracts/explanation.ts";
import type { ExplanationOptions } from "../contracts/explanation-options.ts";
import type { Geography } from "../earth/geography.ts";
import { gridParts, type Part } from "../pixels/part.ts";
import type { Question } from "./belief.ts";
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
  /** Is told how many looks at the photo are done, of all. */
  onProgress?(done: number, total: number): void;
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

/** What is believed of the land cells when parts of a photo are covered. Rejects with "cancelled" once the signal aborts. */
export function createLook(
  photo: Coverable,
  question: Question,
  { engine, takeTurn, signal }: OcclusionWorld,
): (covered: readonly Part[]) => Promise<Posterior> {
  const { doubt } = engine;
  const { cells } = engine.geography;
  const prior = engine.prior(question.options.prior);
  return async (covered) => {
    const seen = await engine.seer.see(photo.cover(covered), signal);
    const likelihoods = await askAll(engine.evidence, seen);
    await takeTurn();
    if (signal.aborted) throw cancelled();
    return weigh({ cells, prior, doubt, likelihoods, hints: question.hints }).land;
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
  const believe = createLook(photo, question, world);
  const [land, blank] = await Promise.all([believe([]), believe([photo.seen])]);
  const { rows, ...named } = asked ?? firstCountry(land, geography);
  const massOf = (posterior: Posterior) => massIn(posterior, rows);
  const probability = massOf(land);

  const side = grid ?? rowsFor(engine.manifest);
  const parts = gridParts(photo.seen, side, side);
  const total = parts.length + 3;
  onProgress?.(2, total);
  const patches: Patch[] = [];
  for (let start = 0; start < parts.length; start += LOOKS_AT_ONCE) {
    const wave = parts.slice(start, start + LOOKS_AT_ONCE);
    const beliefs = await Promise.all(wave.map((part) => believe([part])));
    patches.push(...wave.map((part, i) => patchOf(part, massOf(beliefs[i]!), probability)));
    onProgress?.(2 + patches.length, total);
  }

  const speaking = mostSpeaking(patches);
  const together = speaking.length > 0 ? await believe(speaking.map((i) => parts[i]!)) : null;
  onProgress?.(total, total);
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
