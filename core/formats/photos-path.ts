import type { Position as Coordinates, Feature, LineString, MultiLineString } from "geojson";
import { type Position, wrapLng } from "../earth/lng-lat.ts";
import { escapeXml } from "./xml.ts";

/** A photo on the likeliest way through an album. */
export interface PathPoint extends Position {
  readonly file: string;
  /** ISO 8601: UTC, or the camera's local time where no zone is known; null where there is no time. */
  readonly time: string | null;
}

/** The likeliest way through the photos that belong together, in its order. */
export type PhotosPath = readonly PathPoint[];

/** What the path says of its corners; `files` and `times` are in the order of the path, one for each photo. */
export interface PathProperties {
  readonly kind: "path";
  readonly files: readonly string[];
  readonly times: readonly (string | null)[];
}

export type PathFeature = Feature<LineString | MultiLineString, PathProperties>;

/** The path as a line, cut at the antimeridian (RFC 7946); null where it has no two points. */
export function pathFeature(path: PhotosPath): PathFeature | null {
  const lines = pathLines(path);
  if (lines.length === 0) return null;
  return {
    type: "Feature",
    geometry:
      lines.length === 1
        ? { type: "LineString", coordinates: lines[0]! }
        : { type: "MultiLineString", coordinates: lines },
    properties: {
      kind: "path",
      files: path.map(({ file }) => file),
      times: path.map(({ time }) => time),
    },
  };
}

/** The path as a placemark of KML, with the span of its times; "" where it has no two points. */
export function pathPlacemark(path: PhotosPath): string {
  const lines = pathLines(path);
  if (lines.length === 0) return "";
  const strings = lines.map(
    (line) =>
      `<LineString><tessellate>1</tessellate><coordinates>${line.join(" ")}</coordinates></LineString>`,
  );
  const geometry =
    strings.length === 1 ? strings[0] : `<MultiGeometry>${strings.join("")}</MultiGeometry>`;
  const words = path.map(
    ({ file, time }, i) => `${i + 1}. ${file}${time ? `, ${time.replace("T", " ")}` : ""}`,
  );
  const html = words.map(escapeXml).join("<br>");
  return `<Placemark><name>Path</name><description>${escapeXml(html)}</description>${timeSpan(path)}${geometry}</Placemark>`;
}

function timeSpan(path: PhotosPath): string {
  const times = path
    .flatMap(({ time }) => (time === null ? [] : [time]))
    .sort((a, b) => Date.parse(a) - Date.parse(b));
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return "";
  return `<TimeSpan><begin>${escapeXml(first)}</begin><end>${escapeXml(last)}</end></TimeSpan>`;
}

/** Lines within [-180, 180]: each leg goes the shorter way around, and one over the antimeridian ends there and begins anew. */
function pathLines(path: PhotosPath): Coordinates[][] {
  const [first, ...others] = path;
  if (first === undefined || others.length === 0) return [];
  let line: Coordinates[] = [[first.lng, first.lat]];
  const lines = [line];
  let before: Position = first;
  for (const { lat, lng } of others) {
    const turn = wrapLng(lng - before.lng);
    const reached = before.lng + turn;
    if (Math.abs(reached) > 180) {
      const side = Math.sign(turn) * 180;
      const part = (side - before.lng) / turn;
      const crossing = before.lat + part * (lat - before.lat);
      line.push([side, crossing]);
      line = [[-side, crossing]];
      lines.push(line);
    }
    line.push([lng, lat]);
    before = { lat, lng };
  }
  return lines;
}
