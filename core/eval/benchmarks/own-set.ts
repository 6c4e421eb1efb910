import * as z from "zod/mini";

/**
 * A set of one's own as a file, `{"format": "graticule-set", "version": 1, "name", "truth"}`: what `--set mine.json` reads. `truth`
 * is a table beside it; with `photos` and `fingerprint` it is checked as the public sets are.
 */
const OwnSetSchema = z.strictObject({
  format: z.literal("graticule-set"),
  version: z.literal(1),
  name: z.string().check(z.regex(/^[\w .-]{1,60}$/)),
  truth: z.string(),
  title: z.optional(z.string()),
  licence: z.optional(z.string()),
  photos: z.optional(z.int().check(z.positive())),
  fingerprint: z.optional(z.string().check(z.regex(/^[0-9a-f]{64}$/))),
});

export type OwnSet = z.infer<typeof OwnSetSchema>;

/** Reads the file of a set; throws a message for people when it is none. */
export function readOwnSet(text: string): OwnSet {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (cause) {
    throw new Error("it is not JSON, or cut short; expected a set (format graticule-set)", {
      cause,
    });
  }
  const read = OwnSetSchema.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const place =
    issue!.code === "unrecognized_keys" ? issue!.keys.join(", ") : issue!.path.join("/");
  throw new Error(
    `it is no set as expected: see ${place || "the whole"}; wanted are format "graticule-set", version 1, name, truth and, if known, title, licence, photos, fingerprint`,
  );
}

/** What is wrong with the table of a set of one's own; null when nothing is, or nothing was said. */
export function faultOfOwn(set: OwnSet, rows: number, fingerprint: string): string | null {
  if (set.photos !== undefined && set.photos !== rows) {
    return `it has ${rows} rows, ${set.name} has ${set.photos}`;
  }
  if (set.fingerprint !== undefined && set.fingerprint !== fingerprint) {
    return `its ids or positions differ from those that ${set.name} was described with (fingerprint ${fingerprint.slice(0, 12)}, expected ${set.fingerprint.slice(0, 12)})`;
  }
  return null;
}
