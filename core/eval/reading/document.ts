import { COLUMNS, findColumn, plainName } from "./columns.ts";

/** The fields of a JSON object of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** A value as an object with fields; null for everything else. */
export function fieldsOf(value: unknown): Fields | null {
  return hasFields(value) ? value : null;
}

function hasFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The photo that a document names, as text or whole number; null if it names none. */
export function idOf(document: unknown): string | null {
  const named = Object.entries(fieldsOf(document) ?? {}).filter(
    ([, value]) => typeof value === "string" || Number.isSafeInteger(value),
  );
  const at = findColumn(
    named.map(([key]) => key),
    COLUMNS.id,
  );
  return at < 0 ? null : String(named[at]![1]);
}

/** The id stands first in the lines that `eval predict` writes: no need to parse all of them. */
const OWN_HEAD = /^\{"id":"([^"\\]*)","file":/;

/** The same for a line of JSON; null for one that is none, too. */
export function idOfLine(line: string): string | null {
  const own = OWN_HEAD.exec(line)?.[1];
  if (own !== undefined) return own;
  try {
    return idOf(JSON.parse(line));
  } catch {
    return null;
  }
}

/** A key and a text. */
const PAIRS = /"([^"\\]+)"\s*:\s*"((?:[^"\\]|\\.)*)"/g;

/** The photo that a line names which is no JSON: the first text under a name for ids. */
export function idInBroken(line: string): string | null {
  for (const [, key, text] of line.matchAll(PAIRS)) {
    if (COLUMNS.id.some((name) => name === plainName(key!))) return text!;
  }
  return null;
}
