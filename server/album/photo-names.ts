/** A photo by its path, to the name that a table has for it; undefined where the table has none. */
export type NameIn = (path: string) => string | undefined;

/**
 * How photos find their names in a table. A table names a photo by its path or by the end of it, whole folders at a time; the longest
 * such name counts. Whether letters are written with their accents or beside them, as some systems do, and which stroke parts folders
 * makes no difference.
 */
export function namesIn(names: Iterable<string>): NameIn {
  const all = [...names];
  const exact = new Set(all);
  const plain = new Map(all.map((name) => [plainPath(name), name]));
  return (path) => {
    if (exact.has(path)) return path;
    for (let rest = plainPath(path); ; rest = rest.slice(rest.indexOf("/") + 1)) {
      const name = plain.get(rest);
      if (name !== undefined || !rest.includes("/")) return name;
    }
  };
}

function plainPath(path: string): string {
  return path
    .normalize("NFC")
    .replaceAll("\\", "/")
    .replace(/^(\.\/)+/, "");
}
