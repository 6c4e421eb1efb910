import { GraticuleError } from "../../contracts/errors.ts";

/** The fields of one CSV record (RFC 4180); null when a quoted field is still open at its end. */
export function splitRecord(line: string): string[] | null {
  if (!line.includes('"')) return line.split(",").map((field) => field.trim());
  const fields: string[] = [];
  let at = 0;
  while (at <= line.length) {
    if (line[at] !== '"') {
      const end = line.indexOf(",", at);
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
    if (line[at] !== ",") break;
    at += 1;
  }
  return fields;
}

/** A row of a table, its fields by position; `line` counts from 1 with the header as line 1. */
export interface Row {
  readonly line: number;
  readonly fields: readonly string[];
}

/** A whole CSV text: header and rows, without blank lines and byte order mark. */
export function parseCsv(text: string): { header: readonly string[]; rows: Row[] } {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const rows: Row[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = i + 1;
    let record = lines[i]!;
    if (record.trim() === "") continue;
    let fields = splitRecord(record);
    while (!fields && i + 1 < lines.length) {
      record += `\n${lines[++i]!}`;
      fields = splitRecord(record);
    }
    if (!fields) throw badTable(`line ${line}: a quoted field is never closed`);
    rows.push({ line, fields });
  }
  const [first, ...rest] = rows;
  if (!first) throw badTable("it is empty, expected a header line and rows");
  return { header: first.fields, rows: rest };
}

/** A number as people write it in tables; NaN for anything else, the empty text too. */
export function toNumber(text: string | undefined): number {
  return text === undefined || text.trim() === "" ? Number.NaN : Number(text);
}

/** What is wrong with a table, for the reader of the file: what came, what was wanted. */
export function badTable(problem: string, cause?: unknown): GraticuleError {
  return new GraticuleError("parameter_invalid", problem, { cause });
}

/** The first line of a table whose columns are not those wanted, and what may be the matter with it. */
export function describeHeader(header: readonly string[]): string {
  const line = header.join(", ");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they tell a file that is no text.
  if (/[\0-\x08\uFFFD]/.test(line)) return "it is no text in UTF-8";
  if (header.length === 1 && /[;\t]/.test(line)) {
    const mark = line.includes(";") ? "semicolons" : "tabs";
    return `the fields of its first line (${JSON.stringify(line)}) are apart by ${mark}; expected commas`;
  }
  const isData = header.some((field) => !Number.isNaN(toNumber(field)));
  return isData
    ? `${line} looks like data; the line that names the columns is missing`
    : `its columns are ${line}`;
}
