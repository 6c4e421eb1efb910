import * as z from "zod";

/** The forms in which a prediction is written, and their media types. */
export const FORMATS = {
  json: "application/json",
  geojson: "application/geo+json",
  csv: "text/csv",
  kml: "application/vnd.google-earth.kml+xml",
} as const;

export type FormatName = keyof typeof FORMATS;

export const FormatSchema = z.enum(Object.keys(FORMATS) as FormatName[]);
