import { GraticuleError } from "../../contracts/errors.ts";
import { printable, quote } from "../../contracts/quote.ts";
import { COLUMNS, findColumn } from "./columns.ts";

/** What stands between the fields of a table: semicolons where decimals are written with commas. */
export type Separator = "," | ";" | "\t";

const SEPARATORS: readonly Separator[] = [",", ";", "\t"];
const MARKS: Readonly<Record<Separator, string>> = {
  ",": "commas",
  ";": "semicolons",
  "\t": "tabs",
};

/**
 * What stands between the fields of a table, by its first line. `sep=;` alone is Excel's way to say it, which is then no
 * record: `isRecord` is false. Throws `parameter_invalid` when two marks would name columns that are known.
 */
export function separatorOf(line: string): { separator: Separator; isRecord: boolean } {
  const said = /^"?sep=([,;\t])"?\s*$/i.exec(line)?.[1];
  const known = SEPARATORS.find((separator) => separator === said);
  if (known) return { separator: known, isRecord: false };
  const plain = line.replaceAll(/"[^"]*"/g, "");
  const present = SEPARATORS.filter((separator) => plain.includes(separator));
  const naming = present.filter((separator) => {
    const header = splitRecord(line, separator) ?? [];
    return [COLUMNS.id, COLUMNS.lat, COLUMNS.lng].some((names) => findColumn(header, names) >= 0);
  });
  if (present.length > 1 && naming.length > 1) {
    const marks = naming.map((separator) => MARKS[separator]).join(" and ");
    throw badTable(
      `its first line ${quote(line)} has ${marks}, either of which may part its fields; put one of them between all fields, or write sep=; above it to say which`,
    );
  }
  return { separator: naming[0] ?? present[0] ?? ",", isRecord: true };
}

/** The fields of one CSV record (RFC 4180); null when a quoted field is still open at its end. */
export function splitRecord(line: string, separator: Separator = ","): string[] | null {
  if (!line.includes('"')) return line.split(separator).map((field) => field.trim());
  const fields: string[] = [];
  let at = 0;
  while (at <= line.length) {
    if (line[at] !== '"') {
      const end = line.indexOf(separator, at);
      fields.push((end < 0 ? line.slice(at) : line.slice(at, end)).trim());
      if (end < 0) break;
      at = end + 1;
      continue;
    }
    let text = "";
    for (at += 1; ; at += 1) {
      const end = line.indexOf('"', at);
      if (end < 0) return null;
      text += line.slice(at, end);
      at = end + 1;
      if (line[at] !== '"') break;
      text += '"';
    }
    fields.push(text);
    if (line[at] !== separator) break;
    at += 1;
  }
  return fields;
}

/** A row of a table, its fields by position; `line` counts from 1 with the header as line 1. */
export interface Row {
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * What is wrong with a row that has more fields than the first line names columns, where it looks like numbers with decimal
 * commas that were taken apart; null for every other, since titles and the like may hold a comma too many.
 */
export function decimalCommaFault(
  fields: readonly string[],
  header: readonly string[],
): string | null {
  const more = fields.slice(header.length).filter((field) => field !== "");
  // Two numbers in two parts each.
  const whole = fields.filter((field) => /^[+-]?\d+$/.test(field));
  if (more.length === 0 || whole.length < 4) return null;
  return `it has ${fields.length} fields where the first line names ${header.length} columns; numbers with decimal commas need semicolons or tabs between fields, or quotes around them`;
}

/**
 * A whole CSV text: header and rows, without blank lines and byte order mark. Commas, semicolons or tabs part its fields, as
 * the first line does. Throws `parameter_invalid` when it is no table.
 */
export function parseCsv(text: string): { header: readonly string[]; rows: Row[] } {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const rows: Row[] = [];
  let separator: Separator | null = null;
  for (let i = 0; i < lines.length; i++) {
    const line = i + 1;
    let record = lines[i]!;
    if (record.trim() === "") continue;
    if (separator === null) {
      const found = separatorOf(record);
      separator = found.separator;
      if (!found.isRecord) continue;
    }
    let fields = splitRecord(record, separator);
    while (!fields && i + 1 < lines.length) {
      record += `\n${lines[++i]!}`;
      fields = splitRecord(record, separator);
    }
    if (!fields) throw badTable(`line ${line}: a quoted field is never closed`);
    const fault = separator === "," && rows[0] ? decimalCommaFault(fields, rows[0].fields) : null;
    if (fault !== null) throw badTable(`line ${line}: ${fault}`);
    rows.push({ line, fields });
  }
  const [first, ...rest] = rows;
  if (!first) throw badTable("it is empty, expected a header line and rows");
  return { header: first.fields, rows: rest };
}

/**
 * A number as people write it in tables, with a decimal point or a decimal comma; NaN for anything else, the empty text and
 * thousands apart too: no latitude, longitude or probability has any.
 */
export function toNumber(text: string | undefined): number {
  if (text === undefined || text.trim() === "") return Number.NaN;
  return Number(DECIMAL_COMMA.test(text) ? text.replace(",", ".") : text);
}

const DECIMAL_COMMA = /^\s*[+-]?\d+,\d+(?:e[+-]?\d+)?\s*$/i;

/** What is wrong with a table, for the reader of the file: what came, what was wanted. */
export function badTable(problem: string, cause?: unknown): GraticuleError {
  return new GraticuleError("parameter_invalid", problem, { cause });
}

/** The first line of a table whose columns are not those wanted, and what may be the matter with it. */
export function describeHeader(header: readonly string[]): string {
  const line = header.join(", ");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they tell a file that is no text.
  if (/[\0-\x08\uFFFD]/.test(line)) return "it is no text in UTF-8 or UTF-16";
  const shown = shorten(line);
  const isData = header.some((field) => !Number.isNaN(toNumber(field)));
  return isData
    ? `${shown} looks like data; the line that names the columns is missing`
    : `its columns are ${shown}`;
}

/** A cell as a message may have it. */
export function shorten(text: string): string {
  return printable(text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text);
}

/** Longest part of a line that is said back. */
const SHOWN = 200;
