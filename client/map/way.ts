import type { Feature, FeatureCollection } from "geojson";
import { type Position, wrapLng } from "../../core/earth/lng-lat.ts";

/** A photo of an album where the way through it has it. */
export interface WayStop extends Position {
  /** Its place on the way, from 1; null where it has none. */
  readonly number: number | null;
  /** Whether it is on the way; else it stands apart. */
  readonly belongs: boolean;
  readonly isChosen: boolean;
}

/** The way as a line through the photos that are numbered, all of them as points; `role` says what a feature is. */
export function wayFeatures(stops: readonly WayStop[]): FeatureCollection {
  const line = unwrapped(stops.filter(({ number, belongs }) => belongs && number !== null));
  const points = stops.map(({ lat, lng, number, belongs, isChosen }): Feature => {
    return {
      type: "Feature",
      properties: { role: belongs ? "stop" : "stray", number: String(number ?? ""), isChosen },
      geometry: { type: "Point", coordinates: [lng, lat] },
    };
  });
  const way: Feature = {
    type: "Feature",
    properties: { role: "line" },
    geometry: { type: "LineString", coordinates: line },
  };
  // The chosen point lies on top.
  points.sort((a, b) => Number(a.properties?.isChosen) - Number(b.properties?.isChosen));
  return { type: "FeatureCollection", features: line.length > 1 ? [way, ...points] : points };
}

/** Positions of which each lies the short way from the one before: longitudes may leave [-180, 180]. */
function unwrapped(stops: readonly Position[]): [lng: number, lat: number][] {
  let before = stops[0]?.lng ?? 0;
  return stops.map(({ lat, lng }) => {
    before += wrapLng(lng - before);
    return [before, lat];
  });
}
