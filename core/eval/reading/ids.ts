/** The order of ids in every file: by code unit, the same on every machine. */
export function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Flickr owner of an Im2GPS or Im2GPS3k id: what stands after the last `_`, `78841376@N00`; null for other ids. */
export function photographerOf(id: string): string | null {
  return /_(\d+@N\d+)(?:\.\w+)?$/.exec(id)?.[1] ?? null;
}

/** Finds the id of the truth set that a prediction's id or file name means. */
export type IdMatcher = (name: string) => string | null;

/**
 * Ids match when they are equal; else when the file names are, with or without folders and ending; else when number and
 * secret of the Flickr photo are: Im2GPS has the name of a place in front of them and the photographer behind. A shorter
 * form that two ids share matches neither.
 */
export function createIdMatcher(ids: readonly string[]): IdMatcher {
  const exact = new Set(ids);
  const forms = FORMS.map((shorten) => {
    const found = new Map<string, string | null>();
    for (const id of ids) {
      const short = shorten(id);
      if (short !== null) found.set(short, found.has(short) ? null : id);
    }
    return { shorten, found };
  });
  return (name) => {
    if (exact.has(name)) return name;
    for (const { shorten, found } of forms) {
      const short = shorten(name);
      const id = short === null ? undefined : found.get(short);
      if (id) return id;
    }
    return null;
  };
}

const FORMS: readonly ((id: string) => string | null)[] = [
  (id) => stripEnding(id.replaceAll("\\", "/")),
  (id) => stripEnding(baseName(id)),
  (id) => FLICKR.exec(stripEnding(baseName(id)))?.[1] ?? null,
];

/** Number and secret of a Flickr photo, behind a place name or not, with size and photographer or not. */
const FLICKR = /(?:^|_)(\d+_[0-9a-f]{10})(?:_\w+_\d+@N\d+|_[a-z])?$/;

function baseName(id: string): string {
  return id.slice(Math.max(id.lastIndexOf("/"), id.lastIndexOf("\\")) + 1);
}

/** Only endings of photos: the dot in `78841376@N00.jpg` ends an id, the one in `v1.2` does not. */
function stripEnding(name: string): string {
  return name.replace(/\.(?:jpe?g|png|webp|heic|heif|avif|tiff?|gif)$/i, "");
}
