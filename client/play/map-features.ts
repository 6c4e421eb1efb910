import type { Feature } from "geojson";
import { circleRing, dashes, geodesic } from "../../core/earth/geodesic.ts";
import { type LngLat, type Position, wrapLng } from "../../core/earth/lng-lat.ts";
import type { Reveal } from "../../core/game/api.ts";
import { toLngLat } from "../../core/game/points.ts";
import { type Bounds, WORLD } from "../map/fit.ts";
import type { GameRole } from "../map/style.ts";

/** Points that lie closer together than this are seen with their surroundings. */
const LEAST_SPAN_DEGREES = 4;
const DASHES_ACROSS = 80;
/** A larger circle would make a small map of what counts, where it meets the place. */
const MOST_SHOWN_KM = 3000;
/** Web Mercator ends here. */
const MAP_EDGE_LAT = 85;

/** The ways from the guesses to the places, as far as the reveal has come, and circles that were bet. */
export function revealFeatures(reveals: readonly Reveal[], step: number): Feature[] {
  // Dashes look the same on every map, whatever it shows: a share of its width.
  const [[west], [east]] = reveals.length > 0 ? boundsAround(reveals.flatMap(pointsOf)) : WORLD;
  const dash = (east - west) / DASHES_ACROSS;
  return reveals.flatMap(({ truth, you, model }) => {
    const [to, from] = [toLngLat(truth), you.at && toLngLat(you.at)];
    return [
      ...(from && step >= 2 ? [line([geodesic(from, to)], "you")] : []),
      ...(model?.at && step >= 3 ? [line(dashes(toLngLat(model.at), to, dash), "model")] : []),
      ...(you.at && you.radiusKm !== null ? [circle(you.at, you.radiusKm, "you")] : []),
    ];
  });
}

/** The circle of a bet that can still be changed. */
export function betFeature(at: Position, radiusKm: number): Feature {
  return circle(at, radiusKm, "bet");
}

/** What of a round is to be in view: the marks, and a circle that was bet. */
export function pointsOf({ truth, you, model }: Reveal): Position[] {
  const { at, radiusKm } = you;
  const isShown = at && radiusKm !== null && radiusKm <= MOST_SHOWN_KM;
  const circle = isShown ? circleRing(toLngLat(at), radiusKm) : [];
  return [
    truth,
    ...(at ? [at] : []),
    ...(model?.at ? [model.at] : []),
    ...circle.map(([lng, lat]) => ({ lat, lng })),
  ];
}

/** The smallest box around some points, over 180 degrees where that is narrower. */
export function boundsAround(points: readonly Position[]): Bounds {
  const lats = points.map(({ lat }) => lat);
  const first = points[0]!.lng;
  const near = points.map(({ lng }) => first + wrapLng(lng - first));
  const direct = points.map(({ lng }) => lng);
  const width = (values: readonly number[]) => Math.max(...values) - Math.min(...values);
  const lngs = width(near) < width(direct) ? near : direct;
  const grow = (low: number, high: number) => Math.max(0, (LEAST_SPAN_DEGREES - (high - low)) / 2);
  const [west, east] = [Math.min(...lngs), Math.max(...lngs)];
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  return [
    [west - grow(west, east), Math.max(-82, south - grow(south, north))],
    [east + grow(west, east), Math.min(82, north + grow(south, north))],
  ];
}

/** A way in one or more parts. What runs beyond the edge of the map, near a pole, is left out. */
function line(parts: readonly LngLat[][], role: GameRole): Feature {
  const coordinates = parts.flatMap((part) =>
    part
      .slice(1)
      .map((end, i) => [part[i]!, end])
      .filter((piece) => piece.every(([, lat]) => Math.abs(lat) < MAP_EDGE_LAT))
      .map((piece) => piece.map((at) => [...at])),
  );
  return {
    type: "Feature",
    properties: { role },
    geometry: { type: "MultiLineString", coordinates },
  };
}

function circle(at: Position, radiusKm: number, role: GameRole): Feature {
  const ring = circleRing(toLngLat(at), radiusKm).map((corner) => [...corner]);
  return {
    type: "Feature",
    properties: { role },
    geometry: { type: "Polygon", coordinates: [ring] },
  };
}
