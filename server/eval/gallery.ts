import { geoScore } from "../../core/belief/geo-score.ts";
import type { LngLat } from "../../core/earth/lng-lat.ts";
import {
  type ImageFreeRanking,
  outcomesOfRanking,
  rankingOfSquares,
} from "../../core/eval/figures/baselines.ts";
import { wilson } from "../../core/eval/figures/intervals.ts";
import { createNearestPoint } from "../../core/eval/figures/nearest-point.ts";
import type { Leakage } from "../../core/eval/figures/summary.ts";
import { COLUMNS, findColumn } from "../../core/eval/reading/columns.ts";
import { badTable, describeHeader, parseCsv, toNumber } from "../../core/eval/reading/table.ts";
import { isPosition, positionFault, type Truth } from "../../core/eval/reading/truth.ts";
import { discAreaKm2 } from "../../core/eval/scoring/search-area.ts";
import { parseGiven } from "./files.ts";
import type { Reference } from "./score.ts";

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

export async function openGallery(
  file: string,
  truth: readonly Truth[],
  degrees: number = GRID_DEGREES,
): Promise<GalleryFacts> {
  const points = await parseGiven(file, "a CSV with the columns LAT, LON", readPoints);
  const name = file.replace(/^.*[\\/]/, "");
  const nearest = createNearestPoint(points);
  const placed = truth.flatMap(({ at }) => (at ? [at] : []));
  const hits = placed.filter((at) => nearest.km(at) * 1000 <= LEAKAGE_M).length;
  let ranking: ImageFreeRanking | null = null;
  return {
    points: points.length,
    prior: {
      name: "prior: gallery",
      detail: `density of ${points.length} points of ${name} in squares of ${degrees} degrees; no image`,
      measured(photos) {
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
      measured(photos) {
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

function readPoints(text: string): LngLat[] {
  const { header, rows } = parseCsv(text);
  const [lat, lng] = [findColumn(header, COLUMNS.lat), findColumn(header, COLUMNS.lng)];
  if (lat < 0 || lng < 0) throw badTable(`${describeHeader(header)}. Expected LAT,LON`);
  return rows.map(({ line, fields }): LngLat => {
    const [north, east] = [toNumber(fields[lat]), toNumber(fields[lng])];
    if (isPosition(north, east)) return [east, north];
    throw badTable(`line ${line} ${positionFault(fields[lat] ?? "", fields[lng] ?? "")}`);
  });
}
