import type { Feature, LineString } from "geojson";

const STEP = 15;
const POLEWARD = 75;

/** Meridians and parallels every 15 degrees. */
export function graticule(): Feature<{
  type: "MultiLineString";
  coordinates: LineString["coordinates"][];
}> {
  const meridians = range(-180, 180 - STEP).map((lng) => [
    [lng, -POLEWARD],
    [lng, POLEWARD],
  ]);
  const parallels = range(-POLEWARD, POLEWARD).map((lat) => [
    [-180, lat],
    [180, lat],
  ]);
  return {
    type: "Feature",
    properties: {},
    geometry: { type: "MultiLineString", coordinates: [...meridians, ...parallels] },
  };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: (to - from) / STEP + 1 }, (_, i) => from + i * STEP);
}
