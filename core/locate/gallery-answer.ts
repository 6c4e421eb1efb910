import type { Posterior } from "../belief/posterior.ts";
import { countForMass, type Ranking } from "../belief/ranking.ts";
import { cellAt } from "../earth/cells.ts";
import type { LandCells } from "../earth/land-cells.ts";
import type { LngLat } from "../earth/lng-lat.ts";
import { type GalleryPoints, galleryRun } from "./gallery.ts";

/** A point of the gallery and its softmax probability over the whole gallery. */
export interface RankedPoint {
  readonly at: LngLat;
  readonly probability: number;
}

/** GeoCLIP's own answer. */
export interface GalleryAnswer {
  /** Most probable first; a point that stands twice in the gallery stands twice here. */
  readonly top: readonly RankedPoint[];
  /** The same probabilities summed by land cell. */
  readonly posterior: Posterior;
}

/**
 * GeoCLIP's own answer, what its `predict` does: softmax of scale times cosine over every point of the gallery, duplicates included.
 * Equal scores keep the order of the file.
 *
 * @param scores cosine of image and location vector per distinct point
 */
export function galleryAnswer(
  points: GalleryPoints,
  scores: Float32Array,
  scale: number,
  cells: LandCells,
  topK: number,
): GalleryAnswer {
  const peak = scores.reduce((most, score) => Math.max(most, score), -Infinity);
  const weights = Float64Array.from(scores, (score) => Math.exp(scale * (score - peak)));
  const sum = weights.reduce((total, weight, i) => total + weight * points.copies[i]!, 0);
  const probability = new Float64Array(cells.count);
  weights.forEach((weight, i) => {
    probability[points.row[i]!]! += (weight * points.copies[i]!) / sum;
  });
  const order = heaviest(points, scores, topK);
  const top = order.flatMap((i): RankedPoint[] => {
    const point = { at: positionOf(points, i), probability: weights[i]! / sum };
    return Array.from({ length: points.copies[i]! }, () => point);
  });
  return { top: top.slice(0, topK), posterior: { cells, probability, fine: [] } };
}

/** The best points without sorting all: those not below the score of the last one that counts. */
function heaviest({ first }: GalleryPoints, scores: Float32Array, topK: number): number[] {
  const sorted = scores.slice().sort();
  const least = sorted[Math.max(0, sorted.length - topK)]!;
  const kept: number[] = [];
  scores.forEach((score, i) => {
    if (score >= least) kept.push(i);
  });
  return kept.sort((a, b) => scores[b]! - scores[a]! || first[a]! - first[b]!);
}

/** The most likely point is looked for in the region that holds this mass. */
const REGION_MASS = 0.5;
/** The surroundings of a point of the gallery in which photos are taken: a circle of 1 km. */
const NEIGHBOURHOOD_KM2 = Math.PI;

/** What is known of the gallery's points inside one land cell. */
export interface Candidates {
  readonly points: GalleryPoints;
  /** The land cell. */
  readonly row: number;
  /** Cosines of the image vector with the cell's points, in their order. */
  readonly scores: Float32Array;
  /** The same with the point that is the most likely one without a gallery. */
  readonly modeScore: number;
  /** Share of the cell's prior that comes from the gallery, 0 to 1. */
  readonly galleryShare: number;
}

/**
 * The point of the gallery that is more likely than the mode of the cells, or null. Inside a land cell the density is
 * proportional to exp(scale * score) times what the prior says of the spot: the gallery's share of it lies within a
 * kilometre of the cell's n points, the rest is spread evenly. A point of the gallery may therefore score less than
 * the mode by ln(1 + share / (1 - share) * area / (n * pi km2)) / scale. Points outside the 50 % region are passed over.
 */
export function likelierPoint(
  { points, row, scores, modeScore, galleryShare }: Candidates,
  scale: number,
  posterior: Posterior,
  ranking: Ranking,
): LngLat | null {
  const [from, to] = galleryRun(points, row);
  const isInside = insideOf(posterior, ranking, row);
  const copies = points.copies.subarray(from, to).reduce((sum, count) => sum + count, 0);
  const odds = Math.min(galleryShare / (1 - galleryShare), Number.MAX_VALUE);
  const area = posterior.cells.areaKm2[row]!;
  const handicap = Math.log1p((odds * area) / (copies * NEIGHBOURHOOD_KM2)) / scale;
  let best: number | null = null;
  for (let i = from; i < to; i++) {
    if (best !== null && scores[i - from]! <= scores[best - from]!) continue;
    if (isInside(positionOf(points, i))) best = i;
  }
  if (best === null || scores[best - from]! + handicap < modeScore) return null;
  return positionOf(points, best);
}

/** Whether a point of a land cell lies in the part of it that belongs to the region. */
function insideOf(posterior: Posterior, ranking: Ranking, row: number): (at: LngLat) => boolean {
  const names = new Set<string>();
  const resolutions = new Set<number>();
  for (const item of ranking.items.subarray(0, countForMass(ranking, REGION_MASS))) {
    if (item === row) return () => true;
    const fine = posterior.fine[item - posterior.cells.count];
    if (fine?.row !== row) continue;
    names.add(fine.name);
    resolutions.add(fine.resolution);
  }
  return (at) => [...resolutions].some((resolution) => names.has(cellAt(at, resolution)));
}

function positionOf({ lat, lng }: GalleryPoints, i: number): LngLat {
  return [lng[i]!, lat[i]!];
}
