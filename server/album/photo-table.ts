import { GraticuleError } from "../../core/contracts/errors.ts";
import { quote } from "../../core/contracts/quote.ts";
import { findColumn } from "../../core/eval/reading/columns.ts";
import { parseCsv } from "../../core/eval/reading/table.ts";

/** What photos go by in tables, as `plainName` writes it. Exiftool has `SourceFile`. */
const FILE = ["file", "filename", "filepath", "sourcefile", "path", "photo", "image", "name"];

/** A row of a table about photos. */
export interface PhotoRow {
  /** In the text, from 1. */
  readonly line: number;
  readonly file: string;
  /** The cell of a column, "" where it has none. */
  text(column: string): string;
}

/** A table about photos: its rows, each photo once. */
export interface PhotoTable {
  readonly rows: readonly PhotoRow[];
  readonly columns: ReadonlySet<string>;
}

/**
 * Reads a CSV that has a photo a row, its fields parted as its first line does.
 *
 * @param columns the names that each column beside the file may go by, as `plainName` writes them
 * @param wanted those that it must have, and in which words that is said
 * @param fault words for what is wrong, as a sentence, to the error that is thrown
 */
export function readPhotoTable(
  text: string,
  columns: Readonly<Record<string, readonly string[]>>,
  wanted: { readonly columns: readonly string[]; readonly words: string },
  fault: (message: string) => Error,
): PhotoTable {
  const { header, rows } = parsed(text, wanted.words, fault);
  const at = new Map(
    Object.entries({ file: FILE, ...columns }).map(([name, names]) => [
      name,
      findColumn(header, names),
    ]),
  );
  const has = (name: string) => at.get(name)! >= 0;
  if (!["file", ...wanted.columns].every(has)) {
    throw fault(`its first line is ${quote(header.join(","))}; expected ${wanted.words}.`);
  }
  const seen = new Set<string>();
  const read = rows.map(({ line, fields }): PhotoRow => {
    const cell = (column: string) => (fields[at.get(column)!] ?? "").trim();
    const file = cell("file");
    if (file === "") throw fault(`line ${line} names no file.`);
    if (seen.has(file)) throw fault(`line ${line} names ${quote(file)} a second time.`);
    seen.add(file);
    return { line, file, text: cell };
  });
  return { rows: read, columns: new Set([...at.keys()].filter(has)) };
}

function parsed(text: string, wanted: string, fault: (message: string) => Error) {
  try {
    return parseCsv(text);
  } catch (error) {
    if (!(error instanceof GraticuleError)) throw error;
    throw fault(`${error.message}; expected ${wanted}.`);
  }
}
