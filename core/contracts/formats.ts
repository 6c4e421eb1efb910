import * as z from "zod";
import type { Geometry } from "./options.ts";

/** The forms in which a prediction is written, and their media types. */
export const FORMATS = {
  json: "application/json",
  geojson: "application/geo+json",
  csv: "text/csv",
  kml: "application/vnd.google-earth.kml+xml",
} as const;

export type FormatName = keyof typeof FORMATS;

/** The forms in which `predict` writes one photo or many: those above, a table to read, and one document per line. */
export const PRINTED_FORMATS = ["table", "json", "jsonl", "csv", "geojson", "kml"] as const;

export type PrintedFormat = (typeof PRINTED_FORMATS)[number];

/** What a form has of the credible regions where nothing else is asked for: tables have no room for borders. */
export function geometryIn(format: PrintedFormat): Geometry {
  return format === "csv" || format === "table" ? "none" : "outline";
}

export const FormatSchema = z.enum(Object.keys(FORMATS) as FormatName[]);
