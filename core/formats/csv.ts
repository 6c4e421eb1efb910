import type { Prediction } from "../contracts/prediction.ts";
import { SEPARATORS, type Separator } from "../contracts/separators.ts";
import { cellAreaKm2, cellCentre } from "../earth/cells.ts";
import { toPosition } from "../earth/lng-lat.ts";
import { roundArea, roundMass } from "./geojson.ts";

// Written by hand: rows of numbers need no 80 kB library in the browser.

export const CSV_COLUMNS = ["h3", "lat", "lng", "probability", "cumulative", "area_km2"] as const;

/**
 * One row per cell, heaviest per km2 first: its centre (degrees), probability, probability up to here, area.
 * RFC 4180 with a header row.
 */
export function predictionToCsv(prediction: Prediction, separator?: Separator): string {
  return [...csvText(prediction, separator)].join("");
}

/** The same, row by row. */
export function* csvText(prediction: Prediction, separator?: Separator): Generator<string> {
  yield toCsv([CSV_COLUMNS], separator);
  for (const row of cellRows(prediction)) yield toCsv([row], separator);
}

/** The rows without their header, for several photos in one table. */
export function* cellRows({ cells }: Prediction): Generator<(string | number)[]> {
  let cumulative = 0;
  for (const { h3, probability } of cells) {
    cumulative += probability;
    const { lat, lng } = toPosition(cellCentre(h3));
    yield [h3, lat, lng, probability, roundMass(cumulative), roundArea(cellAreaKm2(h3))];
  }
}

/**
 * RFC 4180 text of rows. Text that a spreadsheet would run as a formula is defused; numbers stay numbers.
 *
 * @param separator `semicolon` writes decimal commas too, as spreadsheets expect it where the comma is the decimal sign
 */
export function toCsv(
  rows: readonly (readonly (string | number)[])[],
  separator: Separator = "comma",
): string {
  const field = (value: string | number) => toField(value, separator);
  return rows.map((row) => `${row.map(field).join(SEPARATORS[separator])}\r\n`).join("");
}

function toField(value: string | number, separator: Separator): string {
  if (typeof value === "number") {
    return separator === "semicolon" ? String(value).replace(".", ",") : String(value);
  }
  // A leading apostrophe makes spreadsheets show the text instead of running it (OWASP, CSV injection).
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  const isPlain = !/["\r\n]/.test(safe) && !safe.includes(SEPARATORS[separator]);
  return isPlain ? safe : `"${safe.replaceAll('"', '""')}"`;
}
