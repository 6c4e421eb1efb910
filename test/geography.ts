import { logLikelihoodOf } from "../core/belief/likelihood.ts";
import { posteriorOf as combine, type Posterior } from "../core/belief/posterior.ts";
import { toPrior } from "../core/belief/prior.ts";
import { cellAt, cellId } from "../core/earth/cells.ts";
import type { Geography } from "../core/earth/geography.ts";
import { findCell, type LandCells } from "../core/earth/land-cells.ts";
import type { LngLat } from "../core/earth/lng-lat.ts";
import { toUnitVector } from "../core/earth/lng-lat.ts";
import { readGeography } from "../server/geodata/geography.ts";

let read: Promise<Geography> | undefined;

/** The real geodata, read once per test file. */
export function geography(): Promise<Geography> {
  return (read ??= readGeography());
}

/** Named places that tests speak of. */
export const PLACES = {
  paris: [2.3522, 48.8566],
  tokyo: [139.6917, 35.6895],
  suva: [178.4419, -18.1416],
  nuuk: [-51.7216, 64.1835],
  nairobi: [36.8219, -1.2921],
  anadyr: [177.5, 64.73],
  lima: [-77.0428, -12.0464],
} as const satisfies Record<string, LngLat>;

/** Row of the land cell that holds a place. */
export function rowAt({ cells }: Geography, at: LngLat): number {
  return findCell(cells, cellId(cellAt(at, cells.resolution)));
}

/** Scores that fall off with the distance from a few centres, as a model's would: 1 at a centre, -1 far away. */
export function scoresAround(geography: Geography, centres: readonly LngLat[], widthKm = 600) {
  const vectors = centres.map(toUnitVector);
  return Float32Array.from({ length: geography.cells.count }, (_, row) => {
    const [x, y, z] = geography.vectors.subarray(row * 3, row * 3 + 3);
    const nearest = Math.max(...vectors.map((v) => v[0] * x! + v[1] * y! + v[2] * z!));
    const km = 6371.0088 * Math.acos(Math.min(1, nearest));
    return 2 * Math.exp(-km / widthKm) - 1;
  });
}

/** The posterior of a photo that scores so, under a prior. */
export function posteriorOf(
  cells: LandCells,
  scores: Float32Array,
  scale: number,
  prior: Float64Array,
  evidence: readonly Float64Array[] = [],
  doubt = 0,
): Posterior {
  const likelihoods = [logLikelihoodOf(scores, scale), ...evidence].map((log) => ({
    weight: 1,
    log,
  }));
  return combine(cells, toPrior(prior), likelihoods, doubt);
}
