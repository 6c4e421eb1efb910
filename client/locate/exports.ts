import type { Prediction } from "../../core/contracts/prediction.ts";
import { saveBlob } from "../ui/save.ts";

interface Export {
  readonly name: "GeoJSON" | "CSV" | "KML" | "JSON";
  readonly title: string;
}

export const EXPORTS: readonly Export[] = [
  { name: "GeoJSON", title: "Points, regions and cells, for GIS programs" },
  { name: "CSV", title: "Every cell with its probability, for spreadsheets" },
  { name: "KML", title: "Points and regions, for Google Earth" },
  { name: "JSON", title: "The whole answer as the service gave it" },
];

/** Saves an answer under the photo's name; gives the file's name. */
export async function exportAs(
  format: Export["name"],
  prediction: Prediction,
  photoName: string,
): Promise<string> {
  const [text, type] = await write(format, prediction);
  const name = `${photoName.replace(/\.[^.]+$/, "")}.${format.toLowerCase()}`;
  return saveBlob(new Blob([text], { type }), name);
}

async function write(
  format: Export["name"],
  prediction: Prediction,
): Promise<[text: string, type: string]> {
  switch (format) {
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
    case "JSON":
      return [JSON.stringify(prediction, null, 2), "application/json"];
  }
}
