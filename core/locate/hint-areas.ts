import type { Position } from "geojson";
import type { Area, Hint } from "../contracts/hint.ts";
import { cutAtAntimeridian } from "../earth/antimeridian.ts";
import { type Ring, signedArea } from "../earth/rings.ts";

const MERIDIAN = 180;

/** The area within [-180, 180]: what reaches beyond is cut along the antimeridian (RFC 7946 §3.1.9). */
export function cutArea(area: Area): Area {
  const polygons = polygonsOf(area);
  if (polygons.flat(2).every(([lng]) => Math.abs(lng!) <= MERIDIAN)) return area;
  const coordinates = polygons.flatMap((rings) => {
    const turned = rings.map((ring, i) => directed(closed(ring), i === 0));
    return cutAtAntimeridian(turned) as unknown as Position[][][];
  });
  return { type: "MultiPolygon", coordinates };
}

/**
 * What to tell of areas with an edge that spans more than half the world: across 180 degrees, written from 170 to -170, an
 * area goes the other way around. One whose edge spans all the world means it.
 */
export function wideAreaWarnings(hints: readonly Hint[]): string[] {
  return hints
    .flat()
    .flatMap((term) => (term.kind === "area" ? [term.area] : []))
    .flatMap((area) => polygonsOf(area).flat())
    .flatMap((ring) => {
      const lngs = ring.map(([lng]) => lng!);
      const widest = lngs.reduce(
        (most, lng, i) => Math.max(most, Math.abs(lng - lngs.at(i - 1)!)),
        0,
      );
      if (widest <= MERIDIAN || widest >= 2 * MERIDIAN) return [];
      const [west, east] = [Math.min(...lngs), Math.max(...lngs)];
      return [
        `An area of the hints is ${round(east - west)} degrees wide, from ${west} to ${east}. If it was meant to cross 180 degrees, write longitudes beyond 180: ${round(east)} to ${round(west + 360)}.`,
      ];
    });
}

function polygonsOf({ type, coordinates }: Area): Position[][][] {
  return type === "Polygon" ? [coordinates] : coordinates;
}

function closed(ring: readonly Position[]): Ring {
  const corners = ring.map(([lng, lat]) => [lng!, lat!] as const);
  const [first, last] = [corners[0]!, corners.at(-1)!];
  return first[0] === last[0] && first[1] === last[1] ? corners : [...corners, first];
}

/** Outer rings counterclockwise, holes clockwise, whichever way they came. */
function directed(ring: Ring, isOuter: boolean): Ring {
  return signedArea(ring) > 0 === isOuter ? ring : ring.toReversed();
}

function round(degrees: number): number {
  return Math.round(degrees * 1000) / 1000;
}
