import type { Geography } from "../earth/geography.ts";
import { EARTH_RADIUS_KM } from "../earth/lng-lat.ts";
import type { MassPoints } from "./points.ts";
import type { Posterior } from "./posterior.ts";

/** Groups of land cells are blurred over so many km (Gaussian, exp(-(d / km)^2)): the grain of a group vanishes. */
const BLUR_KM = 500;
/** What lies within so many km of a place is believed together (Gaussian, too). */
const NEAR_KM = 750;
/** Beyond this distance neither counts. */
const REACH_KM = 1500;
/** A belief of which at most this share lies together is spread over the world; one of which so much does is one place. */
const SPREAD = 0.2;
const GATHERED = 0.7;
/** The power to which a spread belief is raised; a gathered one is left as it is. */
const SPREAD_POWER = 0.4;

/**
 * A belief over groups of land cells that changes little when the photo does: blurred, and the flatter the more it is
 * spread. Where two coasts are about as likely, the height of each peak is noise, and how much of the Earth speaks for
 * each of them is not. Sums to 1; nothing where the posterior has nothing, so that hints hold.
 */
export function steadyBelief(posterior: Posterior, geography: Geography): MassPoints {
  const { vectors, starts, others, blur, near } = groupsOf(geography);
  const count = geography.groupCount;
  const masses = new Float64Array(count);
  const { cells, probability, fine } = posterior;
  for (let row = 0; row < cells.count; row++) masses[geography.group[row]!]! += probability[row]!;
  for (let k = 0; k < fine.length; k++) {
    masses[geography.group[fine[k]!.row]!]! += fine[k]!.probability;
  }
  const blurred = new Float64Array(count);
  let gathered = 0;
  for (let group = 0; group < count; group++) {
    let [sum, together] = [0, 0];
    for (let i = starts[group]!; i < starts[group + 1]!; i++) {
      const mass = masses[others[i]!]!;
      sum += blur[i]! * mass;
      together += near[i]! * mass;
    }
    blurred[group] = masses[group] === 0 ? 0 : sum;
    gathered = Math.max(gathered, together);
  }
  const share = Math.min(1, Math.max(0, (gathered - SPREAD) / (GATHERED - SPREAD)));
  const power = SPREAD_POWER + (1 - SPREAD_POWER) * share;
  let total = 0;
  for (let group = 0; group < count; group++) {
    blurred[group] = blurred[group]! ** power;
    total += blurred[group]!;
  }
  for (let group = 0; group < count; group++) blurred[group]! /= total;
  return { count, vectors, masses: blurred };
}

/** Groups of land cells and who is near whom; the same for every answer. */
interface Groups {
  /** Mean direction of each group's cells, x y z. */
  readonly vectors: Float64Array;
  /** `others[starts[group] .. starts[group + 1]]` are the groups within reach, itself among them. */
  readonly starts: Uint32Array;
  readonly others: Uint16Array;
  /** Of each group the weights sum to 1. */
  readonly blur: Float32Array;
  readonly near: Float32Array;
}

const known = new WeakMap<Geography, Groups>();

function groupsOf(geography: Geography): Groups {
  const groups = known.get(geography) ?? findGroups(geography);
  known.set(geography, groups);
  return groups;
}

function findGroups({ cells, vectors: points, group, groupCount }: Geography): Groups {
  const vectors = new Float64Array(groupCount * 3);
  for (let row = 0; row < cells.count; row++) {
    for (let axis = 0; axis < 3; axis++) {
      vectors[group[row]! * 3 + axis]! += cells.areaKm2[row]! * points[row * 3 + axis]!;
    }
  }
  for (let at = 0; at < vectors.length; at += 3) {
    const length = Math.hypot(vectors[at]!, vectors[at + 1]!, vectors[at + 2]!);
    for (let axis = 0; axis < 3; axis++) vectors[at + axis]! /= length;
  }
  const starts = new Uint32Array(groupCount + 1);
  const others: number[] = [];
  const distances: number[] = [];
  const leastDot = Math.cos(REACH_KM / EARTH_RADIUS_KM);
  for (let a = 0; a < groupCount; a++) {
    for (let b = 0; b < groupCount; b++) {
      const dot =
        vectors[a * 3]! * vectors[b * 3]! +
        vectors[a * 3 + 1]! * vectors[b * 3 + 1]! +
        vectors[a * 3 + 2]! * vectors[b * 3 + 2]!;
      if (dot < leastDot) continue;
      others.push(b);
      distances.push(EARTH_RADIUS_KM * Math.acos(Math.min(1, dot)));
    }
    starts[a + 1] = others.length;
  }
  const gaussian = (width: number) =>
    Float32Array.from(distances, (km) => Math.exp(-((km / width) ** 2)));
  const blur = gaussian(BLUR_KM);
  for (let group = 0; group < groupCount; group++) {
    const own = blur.subarray(starts[group]!, starts[group + 1]!);
    const sum = own.reduce((total, weight) => total + weight, 0);
    for (let i = 0; i < own.length; i++) own[i]! /= sum;
  }
  return {
    vectors,
    starts,
    others: Uint16Array.from(others),
    blur,
    near: gaussian(NEAR_KM),
  };
}
