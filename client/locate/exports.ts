import type { Prediction } from "../../core/contracts/prediction.ts";
import { savedAnswersWriter } from "../../core/formats/saved-answers.ts";
import type { Photo } from "../ask/state.ts";
import { pictureOf } from "../photos/outcomes.ts";
import { saveBlob } from "../ui/save.ts";
import { hintWords } from "./hint-words.ts";

interface Export {
  readonly name: "HTML" | "JSON" | "GeoJSON" | "CSV" | "KML";
  readonly title: string;
}

export const EXPORTS: readonly Export[] = [
  { name: "HTML", title: "One page with map and table, to be read anywhere" },
  { name: "JSON", title: "The whole answer, which this page opens again" },
  { name: "GeoJSON", title: "Points, regions and cells, for GIS programs" },
  { name: "CSV", title: "Every cell with its probability, for spreadsheets" },
  { name: "KML", title: "Points and regions, for Google Earth" },
];

/** Saves an answer under the photo's name; gives the file's name. */
export async function exportAs(
  format: Export["name"],
  prediction: Prediction,
  photo: Photo,
): Promise<string> {
  const [text, type] = await write(format, prediction, photo);
  const name = `${photo.file.name.replace(/\.[^.]+$/, "")}.${format.toLowerCase()}`;
  return saveBlob(new Blob([text], { type }), name);
}

async function write(
  format: Export["name"],
  prediction: Prediction,
  photo: Photo,
): Promise<[text: string, type: string]> {
  const { name: file } = photo.file;
  switch (format) {
    case "HTML": {
      const [{ answerPage }, { readLand }, thumbnail] = await Promise.all([
        import("../photos/answer-page.ts"),
        import("../photos/land.ts"),
        pictureOf(photo),
      ]);
      const mask = await readLand();
      const hints = hintWords(photo.question);
      const savedAt = new Date();
      return [answerPage({ file, prediction, thumbnail, mask, hints, savedAt }), "text/html"];
    }
    case "JSON": {
      const { add, end } = savedAnswersWriter(new Date());
      const thumbnail = await pictureOf(photo);
      return [add({ file, document: prediction, thumbnail }) + end(), "application/json"];
    }
    case "GeoJSON": {
      const { predictionToGeoJson } = await import("../../core/formats/geojson.ts");
      return [JSON.stringify(predictionToGeoJson(prediction)), "application/geo+json"];
    }
    case "CSV": {
      const { predictionToCsv } = await import("../../core/formats/csv.ts");
      return [predictionToCsv(prediction), "text/csv"];
    }
    case "KML": {
      const { predictionToKml } = await import("../../core/formats/kml.ts");
      return [predictionToKml(prediction), "application/vnd.google-earth.kml+xml"];
    }
  }
}
