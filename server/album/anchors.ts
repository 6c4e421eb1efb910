import { quote } from "../../core/contracts/quote.ts";
import type { Position } from "../../core/earth/lng-lat.ts";
import { separatorOf, splitRecord } from "../../core/eval/reading/table.ts";

/** A place that is known, by so many km where the table says so. */
export interface KnownPlace extends Position {
  readonly km: number | null;
}

const MOST_KM = 5000;

/**
 * Known places of photos: a CSV with the columns `file`, `lat`, `lng` and, if it has one, `km`.
 *
 * @param fault words for what is wrong, as a sentence, to the error that is thrown
 */
export function parseAnchors(
  text: string,
  fault: (message: string) => Error,
): ReadonlyMap<string, KnownPlace> {
  const [first = "", ...lines] = text.replace(/^\ufeff/, "").split(/\r?\n/);
  const { separator } = separatorOf(first);
  const header = (splitRecord(first, separator) ?? []).map((name) => name.trim().toLowerCase());
  const at = (name: string) => header.indexOf(name);
  if (at("file") < 0 || at("lat") < 0 || at("lng") < 0) {
    throw fault(`its first line is ${quote(first)}; expected the columns file,lat,lng[,km].`);
  }
  const places = new Map<string, KnownPlace>();
  for (const [i, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const fields = splitRecord(line, separator) ?? [];
    const text = (name: string) => (fields[at(name)] ?? "").trim();
    const number = (name: string, least: number, most: number) => {
      const value = text(name) === "" ? Number.NaN : Number(text(name));
      if (value >= least && value <= most) return value;
      throw fault(
        `line ${i + 2}: ${name} is ${quote(text(name))}, expected a number from ${least} to ${most}.`,
      );
    };
    const file = text("file");
    if (file === "") throw fault(`line ${i + 2} names no file.`);
    if (places.has(file)) throw fault(`line ${i + 2} names ${quote(file)} a second time.`);
    places.set(file, {
      lat: number("lat", -90, 90),
      lng: number("lng", -180, 180),
      km: text("km") === "" ? null : number("km", 0, MOST_KM),
    });
  }
  return places;
}
