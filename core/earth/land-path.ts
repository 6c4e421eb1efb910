import { isLand, type LandMask } from "./land-mask.ts";

/** A flat map of part of the Earth: Mercator, as maps on the web are. */
export interface FlatMap {
  readonly width: number;
  readonly height: number;
  /** Where a position is, from the upper left corner; longitudes run on beyond 180 degrees. */
  project(lng: number, lat: number): readonly [x: number, y: number];
}

/** Mercator has no poles. */
const MAX_LAT = 84;

/**
 * A map that shows a box, wherever it lies, with some room around it.
 *
 * @param west to `east` in degrees; `east` may lie beyond 180
 */
export function flatMap(
  [[west, south], [east, north]]: readonly [readonly [number, number], readonly [number, number]],
  width: number,
  height: number,
): FlatMap {
  const [top, bottom] = [mercator(north), mercator(south)];
  const whole = Math.min(width / Math.max(east - west, 1), height / Math.max(top - bottom, 1));
  // Nothing is on the map twice.
  const scale = Math.max(whole, width / 360);
  const [middleX, middleY] = [(west + east) / 2, (top + bottom) / 2];
  return {
    width,
    height,
    project: (lng, lat) => [
      width / 2 + (lng - middleX) * scale,
      height / 2 - (mercator(lat) - middleY) * scale,
    ],
  };
}

/** The land of a map as the data of an SVG path: runs of land, row by row, `step` units high. */
export function landPath(mask: LandMask, map: FlatMap, step: number): string {
  const [x0, y0] = map.project(0, 0);
  const perDegree = map.project(1, 0)[0] - x0;
  let path = "";
  for (let y = 0; y < map.height; y += step) {
    const lat = inverseMercator((y0 - y - step / 2) / perDegree);
    let from: number | null = null;
    for (let x = 0; x <= map.width; x += step) {
      const lng = (x + step / 2 - x0) / perDegree;
      const isIn = x < map.width && isLand(mask, lng, lat);
      if (isIn && from === null) from = x;
      if (!isIn && from !== null) {
        path += `M${from} ${y}h${x - from}v${step}h${from - x}z`;
        from = null;
      }
    }
  }
  return path;
}

/** Degrees of latitude as Mercator draws them. */
function mercator(lat: number): number {
  const clamped = Math.max(-MAX_LAT, Math.min(MAX_LAT, lat));
  return (Math.log(Math.tan(Math.PI / 4 + (clamped * Math.PI) / 360)) * 180) / Math.PI;
}

function inverseMercator(y: number): number {
  return (Math.atan(Math.exp((y * Math.PI) / 180)) * 360) / Math.PI - 90;
}
