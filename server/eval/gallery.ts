import { describeGallery, type GalleryFacts } from "../../core/eval/figures/gallery.ts";
import { readPoints } from "../../core/eval/reading/points.ts";
import type { Truth } from "../../core/eval/reading/truth.ts";
import { parseGiven } from "./files.ts";

/** Reads a file of points, such as those a model was trained on, and what they know of a set. */
export async function openGallery(
  file: string,
  truth: readonly Truth[],
  degrees?: number,
): Promise<GalleryFacts> {
  const points = await parseGiven(file, "a CSV with the columns LAT, LON", readPoints);
  return describeGallery(file.replace(/^.*[\\/]/, ""), points, truth, degrees);
}
