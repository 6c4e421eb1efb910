import type { PriorMix } from "../contracts/bundle.ts";
import type { LandCells } from "../earth/land-cells.ts";
import { nearestRow, rowHolding } from "../earth/land-rows.ts";
import { toUnitVector } from "../earth/lng-lat.ts";

/** Points as a file lists them, degrees; the same place may stand in it several times. */
export interface Gallery {
  readonly lat: Float32Array;
  readonly lng: Float32Array;
}

/**
 * The distinct points of a gallery, by land cell: those of one land cell are a run. Columns, one entry a point.
 */
export interface GalleryPoints {
  readonly count: number;
  readonly lat: Float32Array;
  readonly lng: Float32Array;
  /** The land cell that holds the point, or the nearest one; ascending. */
  readonly row: Uint32Array;
  /** How often the point stands in the file, at least 1. */
  readonly copies: Uint32Array;
  /** Where the file has it first. */
  readonly first: Uint32Array;
  /** Points in the file: the sum of `copies`. */
  readonly total: number;
}

/** A gallery whose points can be scored. */
export interface GalleryScores {
  readonly points: GalleryPoints;
  /** Cosines of an image vector with the points of a land cell, in their order. */
  scoreCell(vector: Float32Array, row: number): Promise<Float32Array>;
  /** Cosines with every point. */
  scoreAll(vector: Float32Array): Promise<Float32Array>;
}

export function groupGallery({ lat, lng }: Gallery, cells: LandCells): GalleryPoints {
  const total = lat.length;
  const rows = rowsOf({ lat, lng }, cells);
  const order = Uint32Array.from({ length: total }, (_, i) => i).sort(
    (a, b) => rows[a]! - rows[b]! || lat[a]! - lat[b]! || lng[a]! - lng[b]! || a - b,
  );
  const isNew = (place: number) => {
    const [i, before] = [order[place]!, order[place - 1]!];
    return place === 0 || lat[i] !== lat[before] || lng[i] !== lng[before];
  };
  const starts = [...order.keys()].filter(isNew);
  const first = Uint32Array.from(starts, (place) => order[place]!);
  return {
    count: starts.length,
    lat: Float32Array.from(first, (i) => lat[i]!),
    lng: Float32Array.from(first, (i) => lng[i]!),
    row: Uint32Array.from(first, (i) => rows[i]!),
    copies: Uint32Array.from(starts, (place, k) => (starts[k + 1] ?? total) - place),
    first,
    total,
  };
}

/** The points of a land cell: from the first to before the last. */
export function galleryRun({ row }: GalleryPoints, wanted: number): [from: number, to: number] {
  return [firstAtLeast(row, wanted), firstAtLeast(row, wanted + 1)];
}

/**
 * Where photos are taken, as weights of land cells that sum to 1: the gallery's share of each cell, mixed with the
 * square root of its people and with all land alike, so that no land is impossible where the sample has no point. A
 * sample of 100,000 points touches a tenth of the land cells.
 */
export function galleryWeights(
  { row, copies, total }: GalleryPoints,
  cells: LandCells,
  mix: PriorMix,
): Float64Array {
  const counts = new Float64Array(cells.count);
  row.forEach((of, point) => {
    counts[of]! += copies[point]! / total;
  });
  const people = shares(Float64Array.from(cells.population, Math.sqrt));
  const land = shares(cells.areaKm2.map((area, i) => area * cells.landFraction[i]!));
  const sum = mix.gallery + mix.population + mix.land;
  return counts.map(
    (count, i) => (mix.gallery * count + mix.population * people[i]! + mix.land * land[i]!) / sum,
  );
}

function rowsOf({ lat, lng }: Gallery, cells: LandCells): Uint32Array {
  let vectors: Float64Array | undefined;
  return Uint32Array.from(lat, (north, i) => {
    const at = [lng[i]!, north] as const;
    const row = rowHolding(cells, at);
    if (row >= 0) return row;
    // Ships, islets, beaches beyond the outline of the land: 4 in 1,000 points of GeoCLIP's gallery.
    vectors ??= vectorsOf(cells);
    return nearestRow(vectors, at);
  });
}

function vectorsOf(cells: LandCells): Float64Array {
  const vectors = new Float64Array(cells.count * 3);
  for (let row = 0; row < cells.count; row++) {
    vectors.set(toUnitVector([cells.lng[row]!, cells.lat[row]!]), row * 3);
  }
  return vectors;
}

function firstAtLeast(sorted: Uint32Array, wanted: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

function shares(weights: Float64Array): Float64Array {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
