import * as z from "zod";

/** The layout of index files that this code reads and writes. */
export const INDEX_FORMAT = 1;

/** Above this, vectors belong into a database: docs/retrieval.md says how. */
export const MOST_PHOTOS = 1_000_000;
const MOST_DIMENSION = 4096;

const Line = (most: number) => z.string().min(1).max(most);
const Digest = z.string().regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits");

/** What an index of photos with known places says of itself. */
export const IndexHeaderSchema = z.strictObject({
  format: z.literal(INDEX_FORMAT),
  bundle: z
    .strictObject({
      name: Line(100),
      version: Line(100),
      encoder: Digest.meta({
        description: "SHA-256 of what the image encoder is: its graphs and how it wants pixels",
      }),
    })
    .meta({ description: "The bundle whose image encoder made the vectors" }),
  dimension: z.int().min(1).max(MOST_DIMENSION),
  count: z.int().min(1).max(MOST_PHOTOS),
  licence: Line(500).meta({ description: "Licence of the index, for people" }),
  origin: Line(500).meta({ description: "Where the photos are from, for people" }),
  loss: z
    .strictObject({
      meanCosine: z.number().min(-1).max(1),
      lowestCosine: z.number().min(-1).max(1),
    })
    .meta({ description: "Cosines of the vectors as kept with those that were encoded" }),
  namesBytes: z
    .int()
    .min(0)
    .max(2 ** 28)
    .meta({
      description:
        "Bytes of the photos' file names, a JSON list at the end; 0 for an index without",
    }),
  sha256: Digest.meta({ description: "Of all that follows the header" }),
});

export type IndexHeader = z.output<typeof IndexHeaderSchema>;
