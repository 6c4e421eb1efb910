import type { LandCells } from "../../core/earth/land-cells.ts";
import { type GalleryPoints, galleryRun } from "../../core/locate/gallery.ts";
import { dotRow } from "../../core/locate/vectors.ts";
import type { Bundle } from "./bundle.ts";
import { readGalleryPoints } from "./gallery.ts";
import type { LocationEncoder } from "./location-encoder.ts";
import { openScorer, type Scorer } from "./scorer.ts";
import { openVectorRows, type VectorNotes } from "./vector-file.ts";

/** A bundle's gallery with the location vectors of its points. */
export interface GalleryIndex {
  readonly points: GalleryPoints;
  /** Cosines of an image vector with the points of a land cell, in their order. */
  scoreCell(vector: Float32Array, row: number): Promise<Float32Array>;
  /** Cosines with every point. The vectors are loaded at the first call: 193 MB for GeoCLIP's gallery. */
  scoreAll(vector: Float32Array): Promise<Float32Array>;
  close(): Promise<void>;
}

/** The gallery of a bundle, null for one without. Its vectors are made once and kept beside the cell index. */
export async function openGalleryIndex(
  bundle: Bundle,
  encoder: LocationEncoder,
  cells: LandCells,
  cacheFolder: string,
  threads: number,
  notes: VectorNotes = {},
): Promise<GalleryIndex | null> {
  const { prior, dimension } = bundle.manifest;
  if (!("gallery" in prior)) return null;
  const points = await readGalleryPoints(bundle, prior, cells);
  const source = {
    kind: "gallery",
    what: "Encoding the gallery",
    count: points.count,
    at: (i: number) => [points.lng[i]!, points.lat[i]!] as const,
    columns: [points.lng, points.lat],
  } as const;
  const rows = await openVectorRows(bundle, encoder, source, cacheFolder, notes);
  let scorer: Promise<Scorer> | undefined;

  async function loadScorer(): Promise<Scorer> {
    return openScorer({ vectors: await rows.read(0, points.count), dimension }, threads);
  }

  return {
    points,
    async scoreCell(vector, row) {
      const [from, to] = galleryRun(points, row);
      const vectors = await rows.read(from, to);
      return Float32Array.from({ length: to - from }, (_, i) => dotRow(vector, vectors, i));
    },
    async scoreAll(vector) {
      scorer ??= loadScorer();
      // A failure is forgotten, so that the next caller tries again.
      scorer.catch(() => {
        scorer = undefined;
      });
      return (await (await scorer).score([vector]))[0]!;
    },
    async close() {
      try {
        await (await scorer?.catch(() => null))?.close();
      } finally {
        await rows.close();
      }
    },
  };
}
