import { readFile } from "node:fs/promises";
import { GraticuleError } from "../../core/contracts/errors.ts";
import type { Position } from "../../core/earth/lng-lat.ts";

/** A line of a pack's CSV. */
export interface PhotoRow {
  readonly at: Position;
  readonly licence: string | null;
  readonly attribution: string | null;
  readonly url: string | null;
}

const WANTED =
  "file (or img_id, as benchmarks say), lat, lon (or lng), and if you like licence, attribution, url";

/**
 * Photos by file name from a CSV with a header line. Other columns are ignored; a row without a position is left out.
 * Throws `parameter_invalid` when there is no such file or a column is missing.
 */
export async function readPhotoList(path: string): Promise<Map<string, PhotoRow>> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new GraticuleError("parameter_invalid", `--csv: cannot read ${path}.`, { cause });
  });
  const [header = [], ...rows] = parseCsv(text);
  const names = header.map((name) => name.trim().toLowerCase());
  const column = (...wanted: string[]) => names.findIndex((name) => wanted.includes(name));
  const [file, lat, lng] = [column("file", "img_id"), column("lat"), column("lon", "lng")];
  if (file < 0 || lat < 0 || lng < 0) {
    throw new GraticuleError(
      "parameter_invalid",
      `--csv: ${path} has the columns ${names.join(", ")}, expected ${WANTED}.`,
    );
  }
  const optional = [column("licence", "license"), column("attribution", "author"), column("url")];
  const found = new Map<string, PhotoRow>();
  for (const row of rows) {
    const texts = [row[lat], row[lng]].map((value) => (value ?? "").trim());
    if (texts.includes("") || !texts.every((value) => Number.isFinite(Number(value)))) continue;
    const [licence, attribution, url] = optional.map((at) => row[at]?.trim() || null);
    found.set(row[file]!.trim(), {
      at: { lat: Number(texts[0]), lng: Number(texts[1]) },
      licence: licence ?? null,
      attribution: attribution ?? null,
      url: url ?? null,
    });
  }
  return found;
}

/** RFC 4180: fields may be quoted, quotes doubled, lines end in LF or CRLF. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = "";
  let isQuoted = false;
  const endRow = () => {
    row.push(field);
    if (row.length > 1 || row[0] !== "") rows.push(row);
    [row, field] = [[], ""];
  };
  for (let i = text.charCodeAt(0) === 0xfeff ? 1 : 0; i < text.length; i++) {
    const char = text[i]!;
    if (isQuoted) {
      if (char !== '"') field += char;
      else if (text[i + 1] === '"') field += text[++i];
      else isQuoted = false;
    } else if (char === '"' && field === "") isQuoted = true;
    else if (char === ",") {
      row.push(field);
      field = "";
    } else if (char === "\n") endRow();
    else if (char !== "\r") field += char;
  }
  endRow();
  return rows;
}
