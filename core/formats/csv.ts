import type { Prediction } from "../contracts/prediction.ts";
import { cellAreaKm2, cellCentre } from "../earth/cells.ts";
import { toPosition } from "../earth/lng-lat.ts";
import { roundArea, roundMass } from "./geojson.ts";

// Written by hand: rows of numbers need no 80 kB library in the browser.

export const CSV_COLUMNS = ["h3", "lat", "lng", "probability", "cumulative", "area_km2"] as const;

/**
 * One row per cell, heaviest per km2 first: its centre (degrees), probability, probability up to here, area.
 * RFC 4180 with a header row.
 */
export function predictionToCsv(prediction: Prediction): string {
  return [...csvText(prediction)].join("");
}

/** The same, row by row. */
export function* csvText(prediction: Prediction): Generator<string> {
  yield toCsv([CSV_COLUMNS]);
  for (const row of cellRows(prediction)) yield toCsv([row]);
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

/** RFC 4180 text of rows. Text that a spreadsheet would run as a formula is defused; numbers stay numbers. */
export function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(toField).join(",")}\r\n`).join("");
}

function toField(value: string | number): string {
  if (typeof value === "number") return String(value);
  // A leading apostrophe makes spreadsheets show the text instead of running it (OWASP, CSV injection).
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
