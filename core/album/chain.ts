import { type Kind, kindsOf } from "./kinds.ts";
import { type Between, evenly, type Seen } from "./step.ts";
import type { Tessellation } from "./tessellation.ts";
import type { World } from "./world.ts";

/** What one photo says, ready for the chain. */
export interface Link extends Seen {
  /** Hours since the photo before, 0 or more; null where its place in the order is not known. */
  readonly gapHours: number | null;
}

export interface Chained {
  /** Per photo that is asked about: density of its place by all others, with mean 1 under the prior. */
  readonly messages: readonly Numbers[];
  /** How much better the photos are foretold together than one by one, nats; below 0: worse. */
  readonly logEvidence: number;
  /** The kinds of trip that are left, the likeliest first; their probabilities sum to 1. */
  readonly kinds: readonly { readonly kind: Kind; readonly probability: number }[];
  /** Probability of those kinds among all that were asked about. */
  readonly kept: number;
}

/** Single precision where many photos are to have room, double where it is compared with an oracle. */
type Numbers = Float32Array | Float64Array;

/** How much of the work is done, 0 to 1: told at every pause. */
export type Progress = number;

/** Kinds of trip that fall behind the best by this factor, natural logarithm, are dropped on the way. */
const HOPELESS = 18;
/** Kinds of trip that are left after all photos are seen and below this probability are dropped. */
const LEAST = 1e-3;
/**
 * Kinds of trip that are looked at in full, times photos: all ten of an album of up to 200. Large albums leave few kinds that count, and have no time
 * for more than `LEAST_KINDS`.
 */
const MOST_PASSES = 2000;
const LEAST_KINDS = 3;
/** Share of the work that the first pass is, where all kinds are left. */
const FIRST_PASS = 0.3;

export interface ChainOptions {
  /** Makes room for a message; in single precision unless told. */
  room?(count: number): Numbers;
  /** Whether some places are known beside the pictures: steps then go as far as their time allows. */
  readonly hasPlaces?: boolean | undefined;
  /** The one photo that is asked about; all unless told. */
  readonly only?: number | undefined;
  /** Kinds of trip that are looked at in full. */
  readonly mostKinds?: number;
  /** Nothing but kinds like these, of another world with the same tessellations, comes into question. */
  readonly like?: readonly Kind[];
}

/**
 * Forward-backward (Rabiner 1989) over the cells, averaged over the kinds of trip by how well each explains the photos.
 * Memory: 4 bytes per photo and cell, and 16 per cell for the root of the number of photos, or 64 MB.
 */
export function* chain(
  world: World,
  links: readonly Link[],
  how: ChainOptions = {},
): Generator<Progress, Chained> {
  const { room = (count) => new Float32Array(count), mostKinds = kindsFor(links.length) } = how;
  const all = kindsOf(world, how.hasPlaces).filter(
    ({ turn, extentKm }) =>
      how.like?.some((kind) => kind.turn === turn && kind.extentKm === extentKm) ?? true,
  );
  const { kinds, kept, logEvidence } = yield* weighed(all, links, mostKinds);
  const alone = yield* logAlone(world, links);
  const messages: Numbers[] = [];
  for (const [done, { kind, probability }] of kinds.entries()) {
    let left = links.length;
    const only = how.only;
    for (const sides of only === undefined ? smoothed(links, kind) : around(links, kind, only)) {
      if (sides) {
        const { t } = sides;
        // Each is made when it is first written to: the memory of all at once takes a quarter of a second.
        messages[t] ??= room(world.count);
        addMessage(kind.tessellation, links[t]!, sides, probability, messages[t]);
        left = t;
      }
      const part = (done + 1 - left / links.length) / kinds.length;
      yield Math.min(1, FIRST_PASS + (1 - FIRST_PASS) * part);
    }
  }
  // Of the others there are none.
  for (const message of messages) {
    if (message) normalise(world, message);
    yield 1;
  }
  return { messages, logEvidence: logEvidence - alone, kinds, kept };
}

/** What the photos are foretold with one by one: in single precision the means of their densities are not quite 1. */
function* logAlone({ prior }: World, links: readonly Link[]): Generator<Progress, number> {
  let log = 0;
  for (const { density, belongs } of links) {
    let mean = 0;
    for (let row = 0; row < density.length; row++) mean += prior[row]! * density[row]!;
    log += Math.log(belongs * mean + 1 - belongs);
    yield FIRST_PASS;
  }
  return log;
}

function kindsFor(photos: number): number {
  return Math.max(LEAST_KINDS, Math.floor(MOST_PASSES / Math.max(1, photos)));
}

/**
 * Adds what the photos before and after one say of it, by how well they foretell it: where a photo is foretold badly by a kind of trip, that kind
 * counts for more without it.
 */
function addMessage(
  { order, starts, ordered }: Tessellation,
  { density, belongs }: Link,
  { before, later }: Sides,
  probability: number,
  into: Numbers,
): void {
  const { values, around, stay } = before;
  const { values: valuesLater, around: aroundLater, stay: stayLater } = later;
  let [mean, agreement] = [0, 0];
  for (let block = 0, at = 0; block < around.length; block++) {
    const end = starts[block + 1]!;
    const near = around[block]!;
    const nearLater = aroundLater[block]!;
    for (; at < end; at++) {
      const message = (stay * values[at]! + near) * (stayLater * valuesLater[at]! + nearLater);
      values[at] = message;
      const mass = ordered[at]! * message;
      mean += mass;
      agreement += mass * density[order[at]!]!;
    }
  }
  const foretold = belongs * agreement + (1 - belongs) * mean;
  const share = probability / foretold;
  for (let at = 0; at < order.length; at++) into[order[at]!]! += share * values[at]!;
}

/** Forward passes of all kinds side by side. */
export function* weighed(
  all: readonly Kind[],
  links: readonly Link[],
  mostKinds = Number.POSITIVE_INFINITY,
): Generator<Progress, Pick<Chained, "kinds" | "kept" | "logEvidence">> {
  let runs = all.map((kind) => ({
    kind,
    density: evenly(kind.tessellation),
    log: Math.log(kind.probability),
  }));
  for (const [t, link] of links.entries()) {
    for (const run of runs) {
      run.log += Math.log(advance(run.kind, run.density, link, links[t + 1], run.density));
    }
    const best = Math.max(...runs.map(({ log }) => log));
    runs = runs.filter(({ log }) => log > best - HOPELESS);
    yield (FIRST_PASS * (t + 1)) / links.length;
  }
  const best = Math.max(...runs.map(({ log }) => log));
  const logEvidence = best + Math.log(runs.reduce((sum, { log }) => sum + Math.exp(log - best), 0));
  const left = runs
    .map(({ kind, log }) => ({ kind, probability: Math.exp(log - logEvidence) }))
    .filter(({ probability }) => probability > LEAST)
    .sort((a, b) => b.probability - a.probability)
    .slice(0, mostKinds);
  const kept = left.reduce((sum, { probability }) => sum + probability, 0);
  return {
    kinds: left.map(({ kind, probability }) => ({ kind, probability: probability / kept })),
    kept,
    logEvidence,
  };
}

/** What the photos before one and those after it say of it, densities with respect to the prior. */
interface Sides {
  readonly t: number;
  /** No longer needed: whoever is handed it may write into it. */
  readonly before: Between;
  readonly later: Between;
}

/** Numbers that are kept on the way forward in any case: 64 MB. */
const KEPT = 8e6;

/** Of how many photos one is kept on the way forward; the others are found again from it. The root of their number takes least memory. */
function keptEvery(photos: number, cells: number): number {
  const most = Math.max(Math.sqrt(photos), KEPT / cells);
  return Math.max(1, Math.ceil(photos / most));
}

/** What all other photos say of each photo, the last one first; null for a pause in between. */
function* smoothed(links: readonly Link[], kind: Kind): Generator<Sides | null, void> {
  const every = keptEvery(links.length, kind.tessellation.order.length);
  const kept = [evenly(kind.tessellation)];
  for (let first = 0; first + every < links.length; first += every) {
    let density = kept.at(-1)!;
    for (let t = first; t < first + every; t++) {
      const next = t === first ? evenly(kind.tessellation) : density;
      advance(kind, density, links[t]!, links[t + 1], next);
      density = next;
      yield null;
    }
    kept.push(density);
  }
  const later = evenly(kind.tessellation);
  const rooms = Array.from({ length: every - 1 }, () => evenly(kind.tessellation));
  for (let first = (kept.length - 1) * every; first >= 0; first -= every) {
    const last = Math.min(first + every, links.length) - 1;
    const before = [kept.pop()!];
    for (let t = first + 1; t <= last; t++) {
      const next = rooms[t - first - 1]!;
      advance(kind, before.at(-1)!, links[t - 1]!, links[t], next);
      before.push(next);
      yield null;
    }
    for (let t = last; t >= first; t--) {
      yield { t, before: before.pop()!, later };
      if (t > 0) advance(kind, later, links[t]!, links[t], later);
    }
  }
}

/** What all other photos say of one. */
function* around(links: readonly Link[], kind: Kind, t: number): Generator<Sides | null, void> {
  const [before, later] = [evenly(kind.tessellation), evenly(kind.tessellation)];
  for (let k = 0; k < t; k++) {
    advance(kind, before, links[k]!, links[k + 1], before);
    yield null;
  }
  for (let k = links.length - 1; k > t; k--) {
    advance(kind, later, links[k]!, links[k], later);
    yield null;
  }
  yield { t, before, later };
}

/**
 * What is believed after a photo is seen, at the time of another.
 *
 * @param across the later one of the two, whose gap lies between them; undefined: there is none
 */
function advance(
  kind: Kind,
  from: Between,
  seen: Link,
  across: Link | undefined,
  into: Between,
): number {
  return kind.advance(from, seen, across ? kind.weights(across.gapHours) : null, into);
}

/** Brings the mean under the prior to 1; returns what it was. */
function normalise({ prior }: World, density: Numbers): number {
  let mean = 0;
  for (let row = 0; row < density.length; row++) mean += prior[row]! * density[row]!;
  for (let row = 0; row < density.length; row++) density[row]! /= mean;
  return mean;
}
