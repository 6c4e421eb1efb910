import type { Position as GeoPosition } from "geojson";
import type { Prediction } from "../../core/contracts/prediction.ts";
import {
  type OutlinedRegion,
  outlinedOf,
  regionOf,
  statedPosition,
} from "../../core/contracts/prediction-parts.ts";
import type { LandMask } from "../../core/earth/land-mask.ts";
import { type FlatMap, flatMap, landPath } from "../../core/earth/land-path.ts";
import { escapeXml } from "../../core/formats/xml.ts";
import { boundsOf, WORLD } from "../map/fit.ts";

const WIDTH = 800;
const HEIGHT = 520;
const LAND_STEP = 1.6;
/** Room around what the map is about, as a share of it. */
const ROOM = 0.12;
/** The region that is in view whole. */
const VIEW_MASS = 0.9;

/** An answer as a map in SVG: land, the regions as bands of colour, the best point and the position in the file. */
export function answerMap(prediction: Prediction, mask: LandMask | null, words: string): string {
  const map = viewOf(prediction);
  const { best } = prediction;
  const regions = outlinedOf(prediction.regions);
  const exif = statedPosition(prediction.image.exif);
  const land = mask ? `<path class="land" d="${landPath(mask, map, LAND_STEP)}"/>` : "";
  // The widest first, to be painted over.
  const bands = regions
    .toReversed()
    .map(
      (region) =>
        `<path class="band band-${Math.round(region.mass * 100)}" d="${regionPath(region, map)}"/>`,
    )
    .join("");
  const file = exif ? pin(map, exif, "exif", "The file's position") : "";
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeXml(words)}">${land}${bands}${file}${pin(map, best, "best", "Best point")}</svg>`;
}

function viewOf(prediction: Prediction): FlatMap {
  const regions = outlinedOf(prediction.regions);
  const region = regionOf({ regions }, VIEW_MASS) ?? regions.at(-1);
  const [[west, south], [east, north]] =
    (region && boundsOf(region.geometry, prediction.best.lng)) ?? WORLD;
  const [x, y] = [(east - west) * ROOM, (north - south) * ROOM];
  return flatMap(
    [
      [west - x, south - y],
      [east + x, north + y],
    ],
    WIDTH,
    HEIGHT,
  );
}

/** The region wherever the map shows it: a map over the antimeridian has it on a further turn. */
function regionPath({ geometry }: OutlinedRegion, map: FlatMap): string {
  const rings = geometry.coordinates.flat();
  return [-360, 0, 360].flatMap((turn) => rings.map((ring) => ringPath(ring, turn, map))).join("");
}

/** Empty for a ring out of view. Points closer than half a unit are one. */
function ringPath(ring: readonly GeoPosition[], turn: number, map: FlatMap): string {
  let path = "";
  let [lastX, lastY] = [Number.NaN, Number.NaN];
  let isSeen = false;
  for (const [lng, lat] of ring) {
    const [x, y] = map.project(lng! + turn, lat!);
    if (x > 0 && x < WIDTH && y > 0 && y < HEIGHT) isSeen = true;
    if (Math.abs(x - lastX) < 0.5 && Math.abs(y - lastY) < 0.5) continue;
    path += `${path === "" ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
    [lastX, lastY] = [x, y];
  }
  return isSeen || coversView(ring, turn, map) ? `${path}z` : "";
}

/** A ring may have all its corners out of view and the view inside. */
function coversView(ring: readonly GeoPosition[], turn: number, map: FlatMap): boolean {
  const points = ring.map(([lng, lat]) => map.project(lng! + turn, lat!));
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const spans = (values: readonly number[], size: number) =>
    values.some((value) => value < size / 2) && values.some((value) => value > size / 2);
  return spans(xs, WIDTH) && spans(ys, HEIGHT);
}

function pin(
  map: FlatMap,
  { lat, lng }: { readonly lat: number; readonly lng: number },
  kind: string,
  words: string,
): string {
  const turns = [-360, 0, 360].map((turn) => map.project(lng + turn, lat));
  const found = turns.find(([x, y]) => x >= 0 && x <= WIDTH && y >= 0 && y <= HEIGHT);
  if (!found) return "";
  const [x, y] = found.map((value) => Number(value.toFixed(1))) as [number, number];
  const isEast = x > WIDTH * 0.7;
  const label = `<text x="${isEast ? x - 11 : x + 11}" y="${y + 5}"${isEast ? ' text-anchor="end"' : ""}>${words}</text>`;
  return `<g class="pin ${kind}"><circle cx="${x}" cy="${y}" r="6"/>${label}</g>`;
}
