import { readFile } from "node:fs/promises";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { printable } from "../../core/contracts/quote.ts";
import type { Geography } from "../../core/earth/geography.ts";
import type { Position } from "../../core/earth/lng-lat.ts";
import { COLUMNS, findColumn } from "../../core/eval/reading/columns.ts";
import { describeHeader, parseCsv, shorten, toNumber } from "../../core/eval/reading/table.ts";
import { SWAPPED_ADVICE } from "../../core/eval/reading/truth.ts";
import { decodeText } from "../../core/formats/encoding.ts";
import { looksSwapped } from "./photo-position.ts";

/** A line of a pack's CSV; what it leaves empty is null. */
export interface PhotoRow {
  /** Counts from 1, with the header as line 1. */
  readonly line: number;
  /** As it is stated: it may lie off Earth. */
  readonly at: Position | null;
  readonly licence: string | null;
  readonly attribution: string | null;
  readonly url: string | null;
}

/** Photos by the names that the CSV gives them. */
export type PhotoList = ReadonlyMap<string, PhotoRow>;

const FILE_COLUMNS = ["file", "filename", "filepath", "path", ...COLUMNS.id];
const WANTED =
  "file (or img_id, as benchmarks say), lat, lon (or lng), and if you like licence, attribution, url";
/** Rows that are named in a message. */
const NAMED = 3;

/** Reads a pack's CSV. Throws `parameter_invalid` for what `parsePhotoList` does, and when there is no such file. */
export async function readPhotoList(path: string, geography: Geography): Promise<PhotoList> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new GraticuleError("parameter_invalid", `--csv: cannot read ${printable(path)}.`, {
      cause,
    });
  });
  try {
    return parsePhotoList(decodeText(bytes), geography);
  } catch (error) {
    if (!(error instanceof GraticuleError)) throw error;
    throw new GraticuleError(error.code, `--csv: ${printable(path)}: ${error.message}`, {
      cause: error,
    });
  }
}

/**
 * Photos by file name from a CSV with a header line; other columns are ignored. Throws `parameter_invalid` when a column is
 * missing, a position is half or no number, two rows contradict each other, or latitude and longitude look exchanged: then
 * all of them are, those too that fit either way.
 */
export function parsePhotoList(text: string, geography: Geography): PhotoList {
  const { header, rows } = parseCsv(text);
  const file = findColumn(header, FILE_COLUMNS);
  const [lat, lng] = [findColumn(header, COLUMNS.lat), findColumn(header, COLUMNS.lng)];
  if (file < 0 || lat < 0 || lng < 0) {
    throw refusal(`${describeHeader(header)}. Expected ${WANTED}.`);
  }
  const licence = findColumn(header, ["licence", "license"]);
  const attribution = findColumn(header, ["attribution", "author"]);
  const url = findColumn(header, ["url"]);
  const faults: string[] = [];
  const list = new Map<string, PhotoRow>();
  for (const { line, fields } of rows) {
    const textAt = (column: number) => fields[column]?.trim() || null;
    const name = textAt(file);
    const [north, east] = [textAt(lat), textAt(lng)];
    const at = { lat: toNumber(north ?? ""), lng: toNumber(east ?? "") };
    const isEmpty = north === null && east === null;
    if (name === null) faults.push(`line ${line} names no file`);
    else if (!isEmpty && !(Number.isFinite(at.lat) && Number.isFinite(at.lng))) {
      faults.push(
        `line ${line}: ${shorten(name)} is at latitude ${shorten(north ?? "(none)")}, longitude ${shorten(east ?? "(none)")}, expected degrees`,
      );
    } else {
      const row = {
        ...{ line, at: isEmpty ? null : at },
        ...{ licence: textAt(licence), attribution: textAt(attribution), url: textAt(url) },
      };
      const other = list.get(name);
      if (!other) list.set(name, row);
      else if (!isSame(other, row)) {
        faults.push(`lines ${other.line} and ${line} are both of ${shorten(name)} and differ`);
      }
    }
  }
  if (faults.length > 0) throw refusal(`${named(faults)}. Correct these rows.`);
  refuseSwapped(list, geography);
  return list;
}

/** Throws `parameter_invalid` when more rows fit only with latitude and longitude exchanged than fit only as they are. */
function refuseSwapped(list: PhotoList, geography: Geography): void {
  const placed = [...list].flatMap(([name, { line, at }]) => (at ? [{ name, line, at }] : []));
  const swapped = placed.filter(({ at }) => looksSwapped(at, geography));
  const upright = placed.filter(({ at }) => looksSwapped({ lat: at.lng, lng: at.lat }, geography));
  if (swapped.length <= upright.length) return;
  const rows = swapped.map(
    ({ name, line, at }) =>
      `line ${line}: ${shorten(name)} is at latitude ${at.lat}, longitude ${at.lng}`,
  );
  throw refusal(
    `${swapped.length} of its ${placed.length} positions lie off Earth or in the open sea and would not with latitude and longitude exchanged: ${named(rows)}. ${SWAPPED_ADVICE}, or correct these rows.`,
  );
}

function isSame(a: PhotoRow, b: PhotoRow): boolean {
  return JSON.stringify({ ...a, line: 0 }) === JSON.stringify({ ...b, line: 0 });
}

function named(texts: readonly string[]): string {
  const more = texts.length > NAMED ? `; and ${texts.length - NAMED} more` : "";
  return `${texts.slice(0, NAMED).join("; ")}${more}`;
}

function refusal(problem: string): GraticuleError {
  return new GraticuleError("parameter_invalid", problem);
}
