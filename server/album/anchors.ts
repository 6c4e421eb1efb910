import { quote } from "../../core/contracts/quote.ts";
import type { Position } from "../../core/earth/lng-lat.ts";
import { COLUMNS } from "../../core/eval/reading/columns.ts";
import { toNumber } from "../../core/eval/reading/table.ts";
import { type PhotoRow, readPhotoTable } from "./photo-table.ts";

/** A place that is known, by so many km where the table says so. */
export interface KnownPlace extends Position {
  readonly km: number | null;
}

const MOST_KM = 5000;
const WANTED = { columns: ["lat", "lng"], words: "the columns file,lat,lng[,km]" };

/**
 * Known places of photos: a CSV with the columns `file`, `lat`, `lng` and, if it has one, `km`.
 *
 * @param fault words for what is wrong, as a sentence, to the error that is thrown
 */
export function parseAnchors(
  text: string,
  fault: (message: string) => Error,
): ReadonlyMap<string, KnownPlace> {
  const columns = { lat: COLUMNS.lat, lng: COLUMNS.lng, km: ["km"] };
  const { rows } = readPhotoTable(text, columns, WANTED, fault);
  return new Map(
    rows.map((row) => [
      row.file,
      {
        lat: numberIn(row, "lat", -90, 90, fault),
        lng: numberIn(row, "lng", -180, 180, fault),
        km: row.text("km") === "" ? null : numberIn(row, "km", 0, MOST_KM, fault),
      },
    ]),
  );
}

function numberIn(
  { line, text }: PhotoRow,
  column: string,
  least: number,
  most: number,
  fault: (message: string) => Error,
): number {
  const value = toNumber(text(column));
  if (value >= least && value <= most) return value;
  const got = quote(text(column));
  throw fault(`line ${line}: ${column} is ${got}, expected a number from ${least} to ${most}.`);
}
