import type { Feature, FeatureCollection } from "geojson";
import type { ExpressionSpecification } from "maplibre-gl";
import { type LngLat, toUnitVector } from "../../core/earth/lng-lat.ts";
import { ERROR_BANDS } from "../../core/eval/report/error-map.ts";
import type { PhotoScore } from "../../core/eval/scoring/photo-score.ts";
import type { Layer } from "../map/layer-set.ts";
import type { Palette } from "../ui/palette.ts";

/** Kilometres of a line that one straight piece may span. */
const PIECE_KM = 300;
const MOST_PIECES = 48;
/** With more photos the lines are a thicket and slow to draw. */
export const MOST_LINES = 4000;

/** Index of the band that an error falls into. */
export function bandOf(km: number): number {
  return ERROR_BANDS.findIndex(({ to }) => km <= to);
}

/** How many photos with a position fall into each band. */
export function countBands(scores: readonly PhotoScore[]): number[] {
  const counts = ERROR_BANDS.map(() => 0);
  for (const { km } of scores) if (km !== null) counts[bandOf(km)]! += 1;
  return counts;
}

/** Every photo at its true place, and where lines are wanted the way from there to its prediction; one feature a band. */
export function errorFeatures(
  scores: readonly PhotoScore[],
  shown: ReadonlySet<number>,
  hasLines: boolean,
): FeatureCollection {
  const points: number[][][] = ERROR_BANDS.map(() => []);
  const lines: number[][][][] = ERROR_BANDS.map(() => []);
  for (const { km, truth, estimate } of scores) {
    if (km === null || !truth) continue;
    const band = bandOf(km);
    if (!shown.has(band)) continue;
    points[band]!.push([...truth]);
    if (hasLines && estimate)
      lines[band]!.push(greatCircle(truth, estimate, km).map((at) => [...at]));
  }
  const features = ERROR_BANDS.flatMap((_, band): Feature[] => [
    {
      type: "Feature",
      properties: { band },
      geometry: { type: "MultiLineString", coordinates: lines[band]! },
    },
    {
      type: "Feature",
      properties: { band },
      geometry: { type: "MultiPoint", coordinates: points[band]! },
    },
  ]);
  return { type: "FeatureCollection", features };
}

/** The shortest way between two places; longitudes may leave [-180, 180], since the map repeats the world. */
export function greatCircle(from: LngLat, to: LngLat, km: number): LngLat[] {
  const pieces = Math.min(MOST_PIECES, Math.max(1, Math.ceil(km / PIECE_KM)));
  const [a, b] = [toUnitVector(from), toUnitVector(to)];
  const angle = Math.acos(Math.min(1, Math.max(-1, a[0] * b[0] + a[1] * b[1] + a[2] * b[2])));
  const way: LngLat[] = [from];
  for (let i = 1; i <= pieces; i++) {
    const t = i / pieces;
    const [u, v] =
      Math.sin(angle) < 1e-9
        ? [1 - t, t]
        : [Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle)];
    const [x, y, z] = [u * a[0] + v * b[0], u * a[1] + v * b[1], u * a[2] + v * b[2]];
    const lat = (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI;
    const lng = (Math.atan2(y, x) * 180) / Math.PI;
    const before = way.at(-1)![0];
    way.push([lng + 360 * Math.round((before - lng) / 360), lat]);
  }
  return way;
}

const known = new WeakMap<Palette, readonly Layer[]>();

/** Lines under dots, far errors under near ones. */
export function errorLayers(palette: Palette): readonly Layer[] {
  const made = known.get(palette) ?? makeLayers(palette);
  known.set(palette, made);
  return made;
}

function makeLayers(palette: Palette): readonly Layer[] {
  const colours = Object.values(palette.errors);
  const cases = colours.flatMap((colour, band) => [band, colour]);
  const colour = [
    "match",
    ["get", "band"],
    ...cases,
    colours[0]!,
  ] as unknown as ExpressionSpecification;
  const farFirst: ExpressionSpecification = ["-", 0, ["get", "band"]];
  return [
    {
      id: "error-lines",
      type: "line",
      filter: ["==", ["geometry-type"], "LineString"],
      layout: { "line-sort-key": farFirst, "line-cap": "round" },
      paint: { "line-color": colour, "line-width": 1, "line-opacity": 0.35 },
    },
    {
      id: "error-dots",
      type: "circle",
      filter: ["==", ["geometry-type"], "Point"],
      layout: { "circle-sort-key": farFirst },
      paint: {
        "circle-color": colour,
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 0, 2.6, 3, 4, 8, 7],
        "circle-stroke-color": palette.map.halo,
        "circle-stroke-width": 1,
      },
    },
  ];
}
