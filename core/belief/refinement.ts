import {
  cellAreaKm2,
  cellBoundary,
  cellCentre,
  cellChildren,
  cellName,
  cellResolution,
} from "../earth/cells.ts";
import type { Geography } from "../earth/geography.ts";
import { isLand } from "../earth/land-mask.ts";
import type { LngLat } from "../earth/lng-lat.ts";
import type { FineCell, Posterior } from "./posterior.ts";
import { densestRows } from "./ranking.ts";

/** A place whose location vector is wanted: the cell names it in caches, the point is what is encoded. */
export interface Site {
  readonly name: string;
  readonly at: LngLat;
}

export interface RefinementSettings {
  /** Cosines of the image vector with the location vectors of sites, in their order. */
  score(sites: readonly Site[]): Promise<Float32Array>;
  /** The bundle's logit scale times its temperature. */
  readonly scale: number;
  /** Finest H3 resolution that is made. */
  readonly finest: number;
  /** Whether hints allow a point of a land cell's. */
  allows?(at: LngLat, row: number): boolean;
}

/** Points that one answer may encode: at 83 microseconds each (GeoCLIP's encoder on two cores) 35 ms. */
const MAX_SITES = 420;
/** Cells are split in the order of their density until those that hold this mass are. */
const SPLIT_MASS = 0.8;
/** A split that moves less than this much information (nats, within the cell) changes nothing and is undone. */
const LEAST_GAIN = 0.02;

/**
 * Splits the cells that carry most of the mass into their H3 children, level by level, while it changes the answer.
 * A cell's mass is shared among its children by their scores and land, so the posterior still sums to 1.
 *
 * Each level gets half of the points that are left, so that the finest levels are not starved by the first.
 */
export async function refine(
  posterior: Posterior,
  geography: Geography,
  settings: RefinementSettings,
): Promise<Posterior> {
  let budget = MAX_SITES;
  const probability = posterior.probability.slice();
  let fine = posterior.fine;
  let candidates = densest(posterior, mostParents(budget));
  const leastDensity = candidates.length > 0 ? densityOf(candidates.at(-1)!) : 0;
  for (let level = posterior.cells.resolution; level < settings.finest; level++) {
    const parents = candidates.slice(0, mostParents(budget));
    if (parents.length === 0) break;
    const families = parents.map((parent) => familyOf(parent, geography, settings));
    const sites = families.flatMap(({ children }) => children);
    budget -= sites.length;
    const scores = await settings.score(sites);
    let next = 0;
    const splits = families.flatMap((family) => {
      const own = scores.subarray(next, (next += family.children.length));
      const cells = shareOut(family, own, settings.scale);
      return cells ? [{ parent: family.parent, cells }] : [];
    });
    if (splits.length === 0) break;
    fine = replaced(probability, fine, splits);
    candidates = splits
      .flatMap(({ cells }) => cells.map(parentOf))
      .filter((cell) => densityOf(cell) >= leastDensity)
      .sort((a, b) => densityOf(b) - densityOf(a));
  }
  return { cells: posterior.cells, probability, fine };
}

/** A cell to split. */
interface Parent {
  readonly name: string;
  /** The land cell that it is or lies under. */
  readonly row: number;
  readonly areaKm2: number;
  readonly probability: number;
  readonly fine: FineCell | null;
}

interface Child extends Site {
  readonly areaKm2: number;
}

interface Family {
  readonly parent: Parent;
  readonly children: readonly Child[];
}

/** Cells whose children half of a budget of points pays for. */
function mostParents(budget: number): number {
  return Math.floor(budget / 2 / 7);
}

/** The densest land cells, until they hold the mass that is worth splitting. */
function densest(posterior: Posterior, most: number): Parent[] {
  const { cells, probability } = posterior;
  const parents: Parent[] = [];
  let mass = 0;
  for (const row of densestRows(posterior, most)) {
    if (mass >= SPLIT_MASS) break;
    mass += probability[row]!;
    parents.push({
      name: cellName(cells.ids[row]!),
      row,
      areaKm2: cells.areaKm2[row]!,
      probability: probability[row]!,
      fine: null,
    });
  }
  return parents;
}

function parentOf(fine: FineCell): Parent {
  const { name, row, areaKm2, probability } = fine;
  return { name, row, areaKm2, probability, fine };
}

function densityOf({ probability, areaKm2 }: Parent): number {
  return probability / areaKm2;
}

/** Children that have land and that the hints allow; all of them if none has. */
function familyOf(parent: Parent, { mask }: Geography, { allows }: RefinementSettings): Family {
  const children = cellChildren(parent.name).map((name) => {
    const centre = cellCentre(name);
    const shore = isLand(mask, ...centre)
      ? centre
      : cellBoundary(name).find((corner) => isLand(mask, ...corner));
    return { name, at: shore ?? centre, areaKm2: cellAreaKm2(name), hasLand: shore !== undefined };
  });
  const fit = children.filter(({ hasLand, at }) => hasLand && (allows?.(at, parent.row) ?? true));
  return { parent, children: fit.length > 0 ? fit : children };
}

/** The parent's mass shared by area times exp(score), or null when that says no more than the area alone. */
function shareOut(
  { parent, children }: Family,
  scores: Float32Array,
  scale: number,
): FineCell[] | null {
  const top = scores.reduce((most, score) => Math.max(most, score), -Infinity);
  const weights = children.map(({ areaKm2 }, i) => areaKm2 * Math.exp(scale * (scores[i]! - top)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let gain = 0;
  const cells = children.map(({ name, at, areaKm2 }, i): FineCell => {
    const share = weights[i]! / total;
    if (share > 0) gain += share * Math.log((share * parent.areaKm2) / areaKm2);
    const probability = parent.probability * share;
    const resolution = cellResolution(name);
    return { name, resolution, row: parent.row, areaKm2, at, probability };
  });
  return gain >= LEAST_GAIN ? cells : null;
}

interface Split {
  readonly parent: Parent;
  readonly cells: readonly FineCell[];
}

/** Takes the split land cells out of the probabilities; the fine cells afterwards. */
function replaced(
  probability: Float64Array,
  fine: readonly FineCell[],
  splits: readonly Split[],
): FineCell[] {
  const gone = new Set<FineCell>();
  for (const { parent } of splits) {
    if (parent.fine) gone.add(parent.fine);
    else probability[parent.row] = 0;
  }
  const kept = fine.filter((cell) => !gone.has(cell));
  return [...kept, ...splits.flatMap(({ cells }) => cells)];
}
