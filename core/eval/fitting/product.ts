import type { LandCells } from "../../earth/land-cells.ts";

/** One member of a product of experts: its evidence for photos over the land cells, natural logarithms. */
export type Expert =
  /** The same for every photo: the logarithm of a prior. */
  | { readonly name: string; readonly kind: "fixed"; readonly values: Float64Array }
  /** A value per photo and cell: scores times `scale`. */
  | {
      readonly name: string;
      readonly kind: "dense";
      readonly scale: number;
      readonly photos: readonly Float32Array[];
    }
  /** A value per photo and class of the cell; class -1 has evidence 0. */
  | {
      readonly name: string;
      readonly kind: "classes";
      readonly classes: Int8Array;
      readonly photos: readonly Float64Array[];
    };

/** Photos whose land cell is known. */
export interface FitPhotos {
  /** Row of the true cell, per photo. */
  readonly truth: Int32Array;
  readonly experts: readonly Expert[];
  readonly cells: Pick<LandCells, "count" | "areaKm2">;
}

/** What an expert says of a cell, natural logarithm. */
export function valueAt(expert: Expert, photo: number, row: number): number {
  switch (expert.kind) {
    case "fixed":
      return expert.values[row]!;
    case "dense":
      return expert.scale * expert.photos[photo]![row]!;
    case "classes": {
      const own = expert.classes[row]!;
      return own < 0 ? 0 : expert.photos[photo]![own]!;
    }
  }
}

/** What a product of experts says of one photo. */
export interface FitScore {
  /** Natural logarithm of the probability per km2 at the true cell. */
  readonly logDensity: number;
  /** Area ranked at or before the true cell, km2. */
  readonly areaKm2: number;
  /** Row of the densest cell. */
  readonly densest: number;
}

/** Scores one photo over all land cells, without refinement. */
export function scoreProduct(
  { experts, cells, truth }: FitPhotos,
  photo: number,
  weights: readonly number[],
): FitScore {
  const { count, areaKm2 } = cells;
  const densities = new Float64Array(count);
  let sum = 0;
  let top = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < count; row++) {
    let logit = 0;
    for (let m = 0; m < experts.length; m++) {
      if (weights[m] !== 0) logit += weights[m]! * valueAt(experts[m]!, photo, row);
    }
    densities[row] = logit;
    if (logit > top) top = logit;
  }
  let densest = 0;
  for (let row = 0; row < count; row++) {
    const mass = Math.exp(densities[row]! - top);
    sum += mass;
    densities[row] = mass / areaKm2[row]!;
    if (densities[row]! > densities[densest]!) densest = row;
  }
  const own = densities[truth[photo]!]!;
  let area = 0;
  for (let row = 0; row < count; row++) {
    if (densities[row]! >= own * (1 - 1e-9)) area += areaKm2[row]!;
  }
  return { logDensity: Math.log(Math.max(own / sum, 1e-300)), areaKm2: area, densest };
}
