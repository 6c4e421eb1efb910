import { type GalleryPoints, type GalleryScores, galleryRun } from "../../core/locate/gallery.ts";
import { dotRow } from "../../core/locate/vectors.ts";
import type { Bundle } from "./bundle.ts";
import type { LocationEncoder } from "./location-encoder.ts";
import { openScorer, type Scorer } from "./scorer.ts";
import { openVectorRows, type VectorNotes } from "./vector-file.ts";

/**
 * A bundle's gallery with the location vectors of its points. They are loaded when all are first scored: 193 MB for
 * GeoCLIP's gallery.
 */
export interface GalleryIndex extends GalleryScores {
  close(): Promise<void>;
}

/** The gallery of a bundle. Its vectors are made once and kept beside the cell index. */
export async function openGalleryIndex(
  bundle: Bundle,
  points: GalleryPoints,
  encoder: Pick<LocationEncoder, "encode">,
  cacheFolder: string,
  threads: number,
  notes: VectorNotes = {},
): Promise<GalleryIndex> {
  const { dimension } = bundle.manifest;
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
