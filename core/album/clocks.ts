import { type Link, type Progress, weighed } from "./chain.ts";
import { type Opinion, told, worthALook } from "./foretelling.ts";
import { kindsOf } from "./kinds.ts";
import { groupDensity, merge } from "./merging.ts";
import type { World } from "./world.ts";

/** A photo, of whose camera's clock is asked. */
export interface Ticking extends Omit<Opinion, "gapHours" | "power"> {
  /** By which power it counts by itself: that photos of one region err together is the same for all offsets. */
  readonly power: number;
  /** By its camera's clock; null where that is not known. */
  readonly hours: number | null;
  /** Null where nobody knows the camera. */
  readonly camera: string | null;
  readonly isAnchor: boolean;
  /** Its belief over the blocks that `merge` puts together. */
  readonly blocks: Float64Array;
}

/** How far a camera's clock is off that of the first camera of an album. */
export interface Clock {
  readonly camera: string;
  /** To be added to its times, whole hours. */
  readonly offsetHours: number;
  /** Of this offset among all that come into question, 0 to 1. */
  readonly probability: number;
}

/** Hours that a clock may be off: as far as time zones reach. */
const MOST_HOURS = 12;
/** Share of the cameras of an album whose clocks agree with the first. An assumption. */
const RIGHT = 0.9;
/** Cameras and photos that are asked: of more, those with most photos, and as many of the photos evenly spread. */
const MOST_CAMERAS = 4;
const MOST_PHOTOS = 100;
/** Less of a camera tells nothing of its clock. */
const LEAST_PHOTOS = 2;

/**
 * Offsets of the clocks of all cameras but the first, each the likeliest by how well the photos of all cameras in the order of their
 * corrected times foretell each other. The first is the one with most known places, then with most photos. Where nothing speaks for
 * an offset it is 0.
 */
export function* setClocks(
  world: World,
  photos: readonly Ticking[],
): Generator<Progress, readonly Clock[]> {
  const [first, ...others] = camerasOf(photos);
  if (first === undefined || others.length === 0) return [];
  const asked = spread(
    photos.filter(({ hours, camera }) => {
      return hours !== null && camera !== null && (camera === first || others.includes(camera));
    }),
  );
  const blocks = yield* told(
    merge(world, () => false),
    0,
  );
  const share = new Float64Array(blocks.world.count);
  for (const { blocks: own } of asked) {
    for (let block = 0; block < share.length; block++) share[block]! += own[block]! / asked.length;
  }
  const merged = yield* told(merge(world, worthALook(share, blocks)), 0);
  const densities = new Map<Ticking, Float32Array>();
  for (const photo of asked) {
    densities.set(photo, groupDensity(world, merged, photo.logs, photo.power));
    yield 0;
  }
  // Those of one tessellation: the others blur the borders of blocks, which every offset meets alike.
  const hasPlaces = asked.some(({ isAnchor, placing }) => isAnchor || placing);
  const kinds = kindsOf(merged.world, hasPlaces).filter(({ turn }) => turn === 0);
  const offsets = new Map<string, number>();
  const clocks: Clock[] = [];
  for (const camera of others) {
    const logs: number[] = [];
    for (let hours = -MOST_HOURS; hours <= MOST_HOURS; hours++) {
      offsets.set(camera, hours);
      const links = linksOf(asked, offsets, densities);
      const { logEvidence } = yield* told(weighed(kinds, links), 0);
      logs.push(logEvidence + Math.log(hours === 0 ? RIGHT : (1 - RIGHT) / (2 * MOST_HOURS)));
    }
    const most = Math.max(...logs);
    const total = logs.reduce((sum, log) => sum + Math.exp(log - most), 0);
    const offsetHours = logs.indexOf(most) - MOST_HOURS;
    offsets.set(camera, offsetHours);
    clocks.push({ camera, offsetHours, probability: 1 / total });
  }
  return clocks;
}

/** Cameras that can tell something of each other's clocks, the one that the others are set by first. */
function camerasOf(photos: readonly Ticking[]): string[] {
  const cameras = new Map<string, { anchors: number; photos: number }>();
  for (const { camera, hours, isAnchor } of photos) {
    if (camera === null || hours === null) continue;
    const known = cameras.get(camera) ?? { anchors: 0, photos: 0 };
    cameras.set(camera, { anchors: known.anchors + Number(isAnchor), photos: known.photos + 1 });
  }
  return [...cameras]
    .filter(([, { photos: count }]) => count >= LEAST_PHOTOS)
    .sort(([a, one], [b, other]) => {
      return other.anchors - one.anchors || other.photos - one.photos || (a < b ? -1 : 1);
    })
    .slice(0, MOST_CAMERAS)
    .map(([camera]) => camera);
}

function spread(photos: readonly Ticking[]): readonly Ticking[] {
  if (photos.length <= MOST_PHOTOS) return photos;
  return Array.from({ length: MOST_PHOTOS }, (_, at) => {
    return photos[Math.floor((at * photos.length) / MOST_PHOTOS)]!;
  });
}

function linksOf(
  photos: readonly Ticking[],
  offsets: ReadonlyMap<string, number>,
  densities: ReadonlyMap<Ticking, Float32Array>,
): Link[] {
  const timed = photos
    .map((photo) => ({ photo, hours: photo.hours! + (offsets.get(photo.camera!) ?? 0) }))
    .sort((a, b) => a.hours - b.hours);
  return timed.map(({ photo, hours }, t) => ({
    density: densities.get(photo)!,
    belongs: photo.belongs,
    gapHours: t === 0 ? null : hours - timed[t - 1]!.hours,
  }));
}
