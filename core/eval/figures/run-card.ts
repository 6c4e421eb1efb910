import * as z from "zod/mini";

// What a run was made with and of: the block `run` of `summary.json`, from which the run can be scored again.

const Sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const GivenFile = z.object({ file: z.string(), sha256: Sha256 });

/** Read back by `eval verify`; what else the block tells is for people. */
export const RunCardSchema = z.looseObject({
  command: z.string(),
  graticule: z.string(),
  predictions: GivenFile,
  scoring: z.object({
    /** The public set that was named. */
    dataset: z.nullable(z.string()),
    /** The table of truth; `exif` for the photos' own positions, null for the public set's own table. */
    truth: z.nullable(z.union([z.literal("exif"), GivenFile])),
    gallery: z.nullable(GivenFile),
    /** Whose findings were left out of the cleaned rows; older cards do not tell. */
    audit: z._default(z.nullable(GivenFile), null),
    /** Whose prior stands beside the curves; `given` as it was asked for, null for the bundle in use. */
    bundle: z.nullable(
      z.object({
        given: z.nullable(z.string()),
        name: z.string(),
        version: z.string(),
        /** Of `bundle.json`, which holds the checksums of the weights. */
        sha256: Sha256,
      }),
    ),
    name: z.nullable(z.string()),
    normalise: z.boolean(),
  }),
});

export type RunCard = z.infer<typeof RunCardSchema>;
export type Scoring = RunCard["scoring"];

/** The card of a run; null where the run is older than cards, or its card was written by hand. */
export function runCardOf(run: unknown): RunCard | null {
  const read = RunCardSchema.safeParse(run);
  return read.success ? read.data : null;
}
