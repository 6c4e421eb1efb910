import type { Feature, MultiPolygon, Point, Polygon } from "geojson";
import type { BestPoint, Prediction, Region } from "../contracts/prediction.ts";
import { cellAreaKm2, cellPolygon } from "../earth/cells.ts";
import type { Position } from "../earth/lng-lat.ts";

/** What each kind of feature says of itself. */
export type PredictionFeature =
  | Feature<Polygon | MultiPolygon, CellProperties>
  | Feature<MultiPolygon | null, RegionProperties>
  | Feature<Point, BestProperties>;

export interface CellProperties {
  readonly kind: "cell";
  readonly probability: number;
  /** Probability of this cell and of all before it: the number that a map colours by. */
  readonly cumulative: number;
  readonly areaKm2: number;
}

export interface RegionProperties {
  readonly kind: "region";
  /** Probability that the region holds. */
  readonly mass: number;
  readonly areaKm2: number;
  /** Its cells, where they were asked for. */
  readonly h3?: readonly string[];
}

export type BestProperties =
  | ({ readonly kind: "best" } & Omit<BestPoint, "lat" | "lng" | "places">)
  | { readonly kind: "densest" };

/** The prediction as RFC 7946 GeoJSON; what is no geometry comes along as members of the collection. */
export type PredictionGeoJson = Omit<Prediction, "cells" | "regions" | "best" | "densest"> & {
  readonly type: "FeatureCollection";
  readonly features: PredictionFeature[];
};

/** The prediction for maps and GIS: the point, then regions, then cells (heaviest per km2 first). */
export function predictionToGeoJson(prediction: Prediction): PredictionGeoJson {
  return {
    type: "FeatureCollection",
    ...restOf(prediction),
    features: [...toLandmarks(prediction), ...toCells(prediction)],
  };
}

/** The same as text, piece by piece: 20,000 cells take hundreds of milliseconds, and a server has others to answer. */
export function* geoJsonText(prediction: Prediction): Generator<string> {
  const head = JSON.stringify({ type: "FeatureCollection", ...restOf(prediction) });
  const landmarks = toLandmarks(prediction).map((feature) => JSON.stringify(feature));
  yield `${head.slice(0, -1)},"features":[${landmarks.join(",")}`;
  for (const cell of toCells(prediction)) yield `,${JSON.stringify(cell)}`;
  yield "]}";
}

function restOf(
  prediction: Prediction,
): Omit<Prediction, "cells" | "regions" | "best" | "densest"> {
  const { cells: _cells, regions: _regions, best: _best, densest: _densest, ...rest } = prediction;
  return rest;
}

/** The point, then the regions. */
export function toLandmarks({ best, densest, regions }: Prediction): PredictionFeature[] {
  return [
    toPoint(best, {
      kind: "best",
      placeName: best.placeName,
      expectedScore: best.expectedScore,
      expectedErrorKm: best.expectedErrorKm,
    }),
    ...(densest ? [toPoint(densest, { kind: "densest" })] : []),
    ...regions.map(toRegion),
  ];
}

/** One feature per cell, in the document's order (heaviest per km2 first), made when it is asked for. */
export function* toCells({
  cells,
}: Prediction): Generator<Feature<Polygon | MultiPolygon, CellProperties>> {
  let cumulative = 0;
  for (const { h3, probability } of cells) {
    cumulative += probability;
    yield {
      type: "Feature",
      id: h3,
      geometry: cellPolygon(h3),
      properties: {
        kind: "cell",
        probability,
        cumulative: roundMass(cumulative),
        areaKm2: roundArea(cellAreaKm2(h3)),
      },
    };
  }
}

/** A feature without a place on the map where the answer has no outlines (RFC 7946, section 3.2). */
function toRegion({ mass, areaKm2, geometry, h3 }: Region): PredictionFeature {
  return {
    type: "Feature",
    id: `region-${mass}`,
    geometry: geometry ?? null,
    properties: { kind: "region", mass, areaKm2, ...(h3 && { h3 }) },
  };
}

function toPoint(
  { lat, lng }: Position,
  properties: BestProperties,
): Feature<Point, BestProperties> {
  return {
    type: "Feature",
    id: properties.kind,
    geometry: { type: "Point", coordinates: [lng, lat] },
    properties,
  };
}

/** A sum of probabilities without the digits that adding up left, at most 1. */
export function roundMass(mass: number): number {
  return Math.min(1, Math.round(mass * 1e9) / 1e9);
}

/** Square kilometres to three decimals. */
export function roundArea(areaKm2: number): number {
  return Math.round(areaKm2 * 1e3) / 1e3;
}
