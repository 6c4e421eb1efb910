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
import { wilson } from "./intervals.ts";
import { createNearestPoint } from "./nearest-point.ts";
import type { Leakage } from "./summary.ts";

/** A photo this near to a training point may show what the model has seen. */
export const LEAKAGE_M = 10;

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
  const placed = truth.flatMap(({ at }) => (at ? [at] : []));
  const hits = placed.filter((at) => nearest.km(at) * 1000 <= LEAKAGE_M).length;
  let ranking: ImageFreeRanking | null = null;
  return {
    points: points.length,
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
    },
  };
}
