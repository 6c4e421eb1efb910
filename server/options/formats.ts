import * as z from "zod";
import { predictionToCsv } from "../../core/formats/csv.ts";
import { predictionToGeoJson } from "../../core/formats/geojson.ts";
import { predictionToKml } from "../../core/formats/kml.ts";
import type { Prediction } from "../../core/prediction.ts";

/** The forms in which a prediction is written, and their media types. */
export const FORMATS = {
  json: "application/json",
  geojson: "application/geo+json",
  csv: "text/csv",
  kml: "application/vnd.google-earth.kml+xml",
} as const;

export type FormatName = keyof typeof FORMATS;

export const FormatSchema = z.enum(Object.keys(FORMATS) as FormatName[]);

/** The prediction as text of that form. */
export function writePrediction(prediction: Prediction, format: FormatName): string {
  switch (format) {
    case "json":
      return JSON.stringify(prediction);
    case "geojson":
      return JSON.stringify(predictionToGeoJson(prediction));
    case "csv":
      return predictionToCsv(prediction);
    case "kml":
      return predictionToKml(prediction);
  }
}
