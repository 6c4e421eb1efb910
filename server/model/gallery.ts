import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import type { BundleManifest } from "../../core/contracts/bundle.ts";
import { GraticuleError } from "../../core/contracts/errors.ts";
import type { LandCells } from "../../core/earth/land-cells.ts";
import { isPosition } from "../../core/eval/reading/truth.ts";
import { type Gallery, type GalleryPoints, groupGallery } from "../../core/locate/gallery.ts";
import type { Bundle } from "./bundle.ts";

type GalleryPrior = Extract<BundleManifest["prior"], { gallery: string }>;

/**
 * The points of a bundle's gallery, in the order of its file: `.json` [[lat, lon], ...], `.csv` with the columns
 * LAT,LON, or `.bin` of little-endian float32 pairs. Latitude comes first in all three.
 *
 * @throws GraticuleError "bundle_invalid" that names the row
 */
export async function readGallery(
  bundle: Pick<Bundle, "path" | "manifest">,
  { gallery: file }: GalleryPrior,
): Promise<Gallery> {
  const bytes = await readFile(bundle.path(file));
  try {
    return toGallery(readPairs(file, bytes));
  } catch (error) {
    throw new GraticuleError(
      "bundle_invalid",
      `Bundle "${bundle.manifest.name}": ${file} ${(error as Error).message}. Install the bundle again, or correct the gallery.`,
      { cause: error },
    );
  }
}

/** The same, grouped by land cell, null for a bundle without a gallery: half a second for 100,000 points. */
export async function readGalleryPoints(
  bundle: Pick<Bundle, "path" | "manifest">,
  cells: LandCells,
): Promise<GalleryPoints | null> {
  const { prior } = bundle.manifest;
  return "gallery" in prior ? groupGallery(await readGallery(bundle, prior), cells) : null;
}

function readPairs(file: string, bytes: Buffer): ArrayLike<readonly unknown[]> {
  switch (extname(file)) {
    case ".json":
      return readJson(bytes.toString("utf8"));
    case ".csv":
      return readCsv(bytes.toString("utf8"));
    case ".bin":
      return readFloats(bytes);
  }
  throw new Error("is of an unknown kind, expected .json, .csv or .bin");
}

function readJson(text: string): readonly (readonly unknown[])[] {
  const value = parseJson(text);
  if (Array.isArray(value) && value.every(Array.isArray)) return value;
  throw new Error("is not a list of pairs, expected [[latitude, longitude], ...]");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error("is not JSON, or cut short, expected [[latitude, longitude], ...]", { cause });
  }
}

function readCsv(text: string): readonly (readonly unknown[])[] {
  const [header = "", ...lines] = text.trimEnd().split(/\r?\n/);
  if (header.trim().toUpperCase() !== "LAT,LON") {
    throw new Error(`begins with "${header.slice(0, 60)}", expected the columns "LAT,LON"`);
  }
  // An empty field would become 0, a place in the sea.
  return lines.map((line) => line.split(",").map((field) => (field.trim() ? Number(field) : NaN)));
}

function readFloats(bytes: Buffer): readonly (readonly number[])[] {
  if (bytes.length % 8 !== 0) {
    throw new Error(`has ${bytes.length} bytes, expected pairs of float32 (8 bytes each)`);
  }
  return Array.from({ length: bytes.length / 8 }, (_, i) => [
    bytes.readFloatLE(i * 8),
    bytes.readFloatLE(i * 8 + 4),
  ]);
}

function toGallery(pairs: ArrayLike<readonly unknown[]>): Gallery {
  if (pairs.length === 0) throw new Error("has no points, expected at least one");
  const lat = new Float32Array(pairs.length);
  const lng = new Float32Array(pairs.length);
  for (let i = 0; i < pairs.length; i++) {
    const [north, east, ...more] = pairs[i]!;
    if (!isWithin(north, 90) || !isWithin(east, 180) || more.length > 0) {
      const came = JSON.stringify(pairs[i]).slice(0, 60);
      const swapped = isPosition(east, north) ? "; are the two exchanged?" : "";
      throw new Error(
        `has ${came} as point ${i + 1}, expected a latitude from -90 to 90 and a longitude from -180 to 180${swapped}`,
      );
    }
    lat[i] = north;
    lng[i] = east;
  }
  return { lat, lng };
}

function isWithin(value: unknown, most: number): value is number {
  return typeof value === "number" && Math.abs(value) <= most;
}
