import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { cellAncestor, cellId, cellName } from "../../core/earth/cells.ts";
import { findCell, type LandCells } from "../../core/earth/land-cells.ts";
import { type GalleryPoints, galleryWeights, groupGallery } from "../../core/locate/gallery.ts";
import type { Bundle } from "./bundle.ts";
import { readGallery } from "./gallery.ts";

/**
 * How often photos are taken in each land cell, by the bundle's own table (gzipped CSV `h3,weight`), on any scale.
 * Weights of coarser cells are shared among their land cells by land area. Land cells that the table leaves out get its
 * smallest weight: unseen is not impossible. A bundle with a gallery of points gets the weights that follow from it.
 *
 * @param gallery the bundle's, where it is at hand
 */
export async function readPriorWeights(
  bundle: Bundle,
  cells: LandCells,
  gallery?: GalleryPoints | null,
): Promise<Float64Array> {
  const { prior } = bundle.manifest;
  if ("gallery" in prior) {
    const points = gallery ?? groupGallery(await readGallery(bundle, prior), cells);
    return galleryWeights(points, cells, prior.mix);
  }
  const { file, resolution } = prior;
  const text = gunzipSync(await readFile(bundle.path(file))).toString("utf8");
  const [header, ...lines] = text.trimEnd().split("\n");
  if (header !== "h3,weight") {
    throw refuse(bundle, `begins with "${header}", expected the columns "h3,weight"`);
  }
  const table = new Map<string, number>();
  lines.forEach((line, i) => {
    const comma = line.indexOf(",");
    const weight = Number(line.slice(comma + 1));
    if (!(weight > 0) || !Number.isFinite(weight)) {
      throw refuse(
        bundle,
        `has the weight "${line.slice(comma + 1)}" in line ${i + 2}, expected a positive number`,
      );
    }
    table.set(line.slice(0, comma), weight);
  });
  const least = [...table.values()].reduce((low, weight) => Math.min(low, weight), Infinity);
  if (resolution === cells.resolution) return direct(table, least, cells);
  return shared(table, least, cells, resolution);
}

function direct(table: Map<string, number>, least: number, cells: LandCells): Float64Array {
  const weights = new Float64Array(cells.count).fill(least);
  for (const [name, weight] of table) {
    const row = findCell(cells, cellId(name));
    if (row >= 0) weights[row] = weight;
  }
  return weights;
}

function shared(
  table: Map<string, number>,
  least: number,
  cells: LandCells,
  resolution: number,
): Float64Array {
  const ancestors = Array.from(cells.ids, (id) => cellAncestor(cellName(id), resolution));
  const land = cells.areaKm2.map((area, row) => area * cells.landFraction[row]!);
  const sums = new Map<string, number>();
  ancestors.forEach((name, row) => {
    sums.set(name, (sums.get(name) ?? 0) + land[row]!);
  });
  return land.map((area, row) => {
    const name = ancestors[row]!;
    return ((table.get(name) ?? least) * area) / sums.get(name)!;
  });
}

function refuse({ manifest: { name, prior } }: Bundle, problem: string): GraticuleError {
  const file = "file" in prior ? prior.file : prior.gallery;
  return new GraticuleError("bundle_invalid", `Bundle "${name}": ${file} ${problem}.`);
}
