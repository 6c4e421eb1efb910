/** A value of a document that is not as it was. */
export interface Difference {
  /** Keys and places from the top, parted by slashes; empty for the document itself. */
  readonly path: string;
  /** As JSON values; undefined where there is none. */
  readonly recorded: unknown;
  readonly found: unknown;
}

/** Where two JSON documents differ, in the order of the first; the order of keys does not count. */
export function differencesOf(recorded: unknown, found: unknown, path = ""): Difference[] {
  if (!isBranch(recorded) || !isBranch(found) || Array.isArray(recorded) !== Array.isArray(found)) {
    return recorded === found ? [] : [{ path, recorded, found }];
  }
  const keys = new Set([...Object.keys(recorded), ...Object.keys(found)]);
  return [...keys].flatMap((key) =>
    differencesOf(recorded[key], found[key], path === "" ? key : `${path}/${key}`),
  );
}

function isBranch(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
