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

/** The way as a line through the photos that are numbered, all of them as points, those at one place as one; `role` says what a feature is. */
export function wayFeatures(stops: readonly WayStop[]): FeatureCollection {
  const line = unwrapped(stops.filter(({ number, belongs }) => belongs && number !== null));
  const places = new Map<string, WayStop[]>();
  for (const stop of stops) {
    const place = `${stop.lat} ${stop.lng} ${stop.belongs}`;
    places.set(place, [...(places.get(place) ?? []), stop]);
  }
  const points = [...places.values()].map(pointOf);
  const way: Feature = {
    type: "Feature",
    properties: { role: "line" },
    geometry: { type: "LineString", coordinates: line },
  };
  // The chosen point lies on top.
  points.sort((a, b) => Number(a.properties?.isChosen) - Number(b.properties?.isChosen));
  return { type: "FeatureCollection", features: line.length > 1 ? [way, ...points] : points };
}

/** The point of photos at one place: it bears the number of the chosen one, else those of all. */
function pointOf(stops: readonly WayStop[]): Feature {
  const { lat, lng, belongs } = stops[0]!;
  const chosen = stops.find(({ isChosen }) => isChosen);
  const number = chosen ? String(chosen.number ?? "") : numbersInShort(stops);
  return {
    type: "Feature",
    properties: { role: belongs ? "stop" : "stray", number, isChosen: chosen !== undefined },
    geometry: { type: "Point", coordinates: [lng, lat] },
  };
}

/** "3", "1-6", or "1+" where others that do not follow are at the same place. */
function numbersInShort(stops: readonly WayStop[]): string {
  const numbers = stops.flatMap(({ number }) => (number === null ? [] : [number]));
  const [first, last] = [numbers[0], numbers.at(-1)];
  if (first === undefined || last === undefined) return "";
  if (first === last) return String(first);
  return last - first === numbers.length - 1 ? `${first}-${last}` : `${first}+`;
}

/** Positions of which each lies the short way from the one before: longitudes may leave [-180, 180]. */
function unwrapped(stops: readonly Position[]): [lng: number, lat: number][] {
  let before = stops[0]?.lng ?? 0;
  return stops.map(({ lat, lng }) => {
    before += wrapLng(lng - before);
    return [before, lat];
  });
}
