import type { PhotoOutcome } from "../../core/formats/photo-outcome.ts";
import { drawsWay, shownPath } from "../album/store.ts";
import type { Photo } from "../ask/state.ts";
import { outcomesOf } from "./outcomes.ts";

export type PhotosForm = "CSV" | "GeoJSON" | "KML" | "JSONL";

/** The photos in a form that other programs read. `tell` hears how many are written. */
export async function writePhotos(
  form: PhotosForm,
  photos: readonly Photo[],
  areas: number | null,
  tell: (done: number) => void,
): Promise<Blob> {
  const { add, end, type, withPictures } = await writerOf(form, areas);
  // Blobs, which the browser may lay on the disk: hundreds of answers are hundreds of megabytes.
  const parts: Blob[] = [];
  for await (const outcome of outcomesOf(photos, withPictures)) {
    parts.push(new Blob([add(outcome)]));
    tell(parts.length);
  }
  return new Blob([...parts, end()], { type });
}

async function writerOf(form: PhotosForm, areas: number | null) {
  const path = shownPath();
  const isAlbum = drawsWay.value;
  switch (form) {
    case "CSV": {
      const { photosCsvWriter } = await import("../../core/formats/photos-csv.ts");
      return { ...photosCsvWriter(isAlbum), type: "text/csv", withPictures: false };
    }
    case "GeoJSON": {
      const { photosGeoJsonWriter } = await import("../../core/formats/photos-geojson.ts");
      const writer = photosGeoJsonWriter({ areas, path });
      return { ...writer, type: "application/geo+json", withPictures: false };
    }
    case "JSONL":
      return {
        add: (outcome: PhotoOutcome) => {
          if ("reason" in outcome) return "";
          const { file, prediction, thumbnail } = outcome;
          return `${JSON.stringify({ file, ...prediction, thumbnail })}\n`;
        },
        end: () => "",
        type: "application/jsonl",
        withPictures: true,
      };
    case "KML": {
      const { photosKmlWriter } = await import("../../core/formats/photos-kml.ts");
      const type = "application/vnd.google-earth.kml+xml";
      return { ...photosKmlWriter(path), type, withPictures: true };
    }
  }
}
