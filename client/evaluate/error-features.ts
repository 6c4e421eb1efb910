import type { Feature, FeatureCollection } from "geojson";
import type { ExpressionSpecification } from "maplibre-gl";
import { geodesic } from "../../core/earth/geodesic.ts";
import type { LngLat } from "../../core/earth/lng-lat.ts";
import { bandOf, ERROR_BANDS } from "../../core/eval/report/error-map.ts";
import type { PhotoScore } from "../../core/eval/scoring/photo-score.ts";
import type { Layer } from "../map/layer-set.ts";
import type { Palette } from "../ui/palette.ts";

/** Kilometres of a line that one straight piece may span. */
const PIECE_KM = 300;
const MOST_PIECES = 48;
/** With more photos the lines are a thicket and slow to draw. */
export const MOST_LINES = 4000;

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

/** The shortest way between two places that are `km` apart, in pieces that look bent enough. */
export function greatCircle(from: LngLat, to: LngLat, km: number): LngLat[] {
  return geodesic(from, to, Math.min(MOST_PIECES, Math.max(1, Math.ceil(km / PIECE_KM))));
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
