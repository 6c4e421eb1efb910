import { geoScore } from "../../belief/geo-score.ts";
import type { LngLat } from "../../earth/lng-lat.ts";
import type { Truth } from "../reading/truth.ts";
import { discAreaKm2 } from "../scoring/search-area.ts";
import {
  type ImageFreeRanking,
  outcomesOfRanking,
  type Reference,
  rankingOfSquares,
} from "./baselines.ts";
import { toClusters } from "./clusters.ts";
import { wilson } from "./intervals.ts";
import { createNearestPoint } from "./nearest-point.ts";
import { ratesOf } from "./rates.ts";
import type { Leakage } from "./summary.ts";

/** A photo this near to a training point may show what the model has seen. */
export const LEAKAGE_M = 10;

/** A photo this near may share the view, the street, the town with a training point. */
const WITHIN_KM = [1, 10, 25] as const;

/** Squares that a gallery is counted in, degrees: as in the published prior-only rows. */
export const GRID_DEGREES = 0.25;

/** What a list of points, such as those a model was trained on, says of a set without any image. */
export interface GalleryFacts {
  readonly points: number;
  /** Where points are dense. */
  readonly prior: Reference;
  /** The point nearest to each photo: no system that answers with points of the list does better. */
  readonly bestCase: Reference;
  readonly leakage: Leakage;
  /** Distance to the nearest of the points, km. */
  nearestKm(place: LngLat): number;
}

/**
 * What points, of a table of some name, know of a set.
 *
 * @param degrees size of the squares that they are counted in
 */
export function describeGallery(
  name: string,
  points: readonly LngLat[],
  truth: readonly Truth[],
  degrees: number = GRID_DEGREES,
): GalleryFacts {
  const nearest = createNearestPoint(points);
  const rows = truth.filter(({ at }) => at !== null);
  const placed = rows.map(({ at }) => at!);
  const distances = placed.map((at) => nearest.km(at));
  const hits = distances.filter((km) => km * 1000 <= LEAKAGE_M).length;
  let ranking: ImageFreeRanking | null = null;
  return {
    points: points.length,
    nearestKm: nearest.km,
    prior: {
      name: "prior: gallery",
      detail: `density of ${points.length} points of ${name} in squares of ${degrees} degrees; no image`,
      outcomes(photos) {
        ranking ??= rankingOfSquares(points, degrees);
        return outcomesOfRanking(
          ranking,
          photos.map(({ truth: at }) => at!),
        );
      },
    },
    bestCase: {
      name: "best case of the gallery",
      detail: `the nearest of ${points.length} points of ${name}`,
      outcomes(photos) {
        const km = Float64Array.from(photos, ({ truth: at }) => nearest.km(at!));
        return { km, geoScore: km.map(geoScore), areaKm2: km.map(discAreaKm2) };
      },
    },
    leakage: {
      gallery: name,
      points: points.length,
      withinM: LEAKAGE_M,
      photos: {
        hits,
        n: placed.length,
        rate: placed.length === 0 ? 0 : hits / placed.length,
        wilson: wilson(hits, placed.length),
        clustered: null,
      },
      within: ratesOf(
        toClusters(rows.map(({ cluster }) => cluster)),
        WITHIN_KM.map((limit) => distances.map((km) => Number(km <= limit))),
      ).map((rate, i) => ({ km: WITHIN_KM[i]!, ...rate })),
    },
  };
}
