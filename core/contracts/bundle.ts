import * as z from "zod";

/** The version of the bundle contract that this code reads. */
export const BUNDLE_FORMAT = 1;

const FileName = z
  .string()
  .regex(/^[\w][\w.-]*(\/[\w][\w.-]*)*$/, "a path inside the bundle, without '..'");
const Channel3 = z.tuple([z.number(), z.number(), z.number()]);

/** How pixels become the image encoder's input: float32 [n, 3, size, size]. */
export const ImageSpecSchema = z.strictObject({
  file: FileName,
  input: z.string(),
  output: z.string(),
  head: z
    .strictObject({ file: FileName, input: z.string(), output: z.string() })
    .optional()
    .meta({ description: "A second graph that takes the first one's output" }),
  size: z.int().min(16).max(1024),
  resize: z.enum(["shortest", "squash"]).meta({
    description: "shortest: the shorter side becomes resizeTo; squash: both sides become size",
  }),
  resizeTo: z.int().min(16).max(2048),
  crop: z.enum(["centre"]),
  resample: z.enum(["bicubic", "bilinear", "lanczos3"]),
  mean: Channel3.meta({ description: "Per channel, on the scale where white is 1" }),
  std: Channel3,
  channels: z.enum(["rgb", "bgr"]),
});

/** Weights per H3 cell, as a table. */
const PriorTableSchema = z.strictObject({
  file: FileName.meta({
    description:
      "gzipped CSV with the columns h3,weight: where the photos of the model's world are taken",
  }),
  resolution: z.int().min(0).max(4),
});

/** How much each part weighs where the prior is made from a gallery; brought to a sum of 1. */
export const PriorMixSchema = z
  .strictObject({
    gallery: z.number().positive().meta({ description: "Share of the gallery's points per cell" }),
    population: z.number().min(0).meta({ description: "Share of the square root of population" }),
    land: z.number().positive().meta({ description: "Share of all land alike" }),
  })
  .default({ gallery: 0.6, population: 0.3, land: 0.1 });

/** A sample of where photos are taken, from which the weights are made. */
const PriorGallerySchema = z.strictObject({
  gallery: FileName.meta({
    description:
      "Points, latitude first: .json [[lat, lon], ...], .csv with the columns LAT,LON, or .bin of float32 pairs",
  }),
  mix: PriorMixSchema,
});

const Share = z.number().min(0).max(1);

/** What was measured of the first word for each attribute, by the attribute's name. */
const WorthsSchema = z.record(
  z.string(),
  z.strictObject({
    photos: z.int().positive().meta({ description: "Photos whose true class is known" }),
    right: Share,
    interval: z.tuple([Share, Share]).meta({ description: "Of `right`, 95 %" }),
    commonest: Share.meta({ description: "Share of the set's commonest class" }),
  }),
);

/** How photos of one trip are answered: by the hidden Markov model of the program, or by the one that the bundle has learned. */
export const SEQUENCE_MODELS = ["hmm", "learned"] as const;
export type SequenceModelName = (typeof SEQUENCE_MODELS)[number];

/** A learned model of photos of one trip (docs/bundles.md). */
const SequenceSpecSchema = z.strictObject({
  file: FileName,
  vectors: z.string().meta({
    description: "Input, float32 [n, dimension]: the photos' image vectors, first to last",
  }),
  hours: z.string().meta({
    description: "Input, float32 [n]: hours since the first photo, -1 where not known",
  }),
  output: z.string().meta({
    description:
      "float32 [n, dimension]: vectors whose products with those of places take the cosines' place. Not brought to unit length: how long one is says how sure it is",
  }),
  temperature: z.number().positive().meta({
    description: "Multiplies these products, beside the logit scale",
  }),
  doubt: z.number().min(0).max(0.5).default(0).meta({
    description: "As the bundle's own, of photos of a trip",
  }),
  use: z.enum(SEQUENCE_MODELS).default("hmm").meta({
    description: "Which of the two answers where nobody asks for one",
  }),
});

/** `bundle.json`: one model, its files and what was measured about it (design, section 4). */
export const BundleSchema = z.strictObject({
  format: z.literal(BUNDLE_FORMAT),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, "lower-case letters, digits and hyphens, no hyphen first"),
  version: z.string().min(1),
  licence: z.string().min(1),
  summary: z.string().min(1),
  trainedOn: z.string().min(1),
  image: ImageSpecSchema.refine(
    ({ resize, resizeTo, size }) => resize === "squash" || resizeTo >= size,
    {
      path: ["resizeTo"],
      error: "at least `size`, so that the crop finds enough pixels",
    },
  ),
  location: z.strictObject({ file: FileName, input: z.string(), output: z.string() }),
  dimension: z.int().min(2).max(4096),
  logitScale: z.number().positive(),
  temperature: z.number().positive().meta({
    description: "Multiplies the score: fitted on held-out photos, 1 leaves it as trained",
  }),
  doubt: z.number().min(0).max(0.5).optional().meta({
    description:
      "Share of photos of which only the prior is known, however sure the score is: fitted with the temperature",
  }),
  prior: z.union([PriorTableSchema, PriorGallerySchema]),
  sequence: SequenceSpecSchema.optional(),
  attributes: z
    .array(
      z.strictObject({
        name: z.string(),
        output: z.string(),
        classes: z.array(z.string()).min(2),
      }),
    )
    .optional(),
  worth: z
    .strictObject({ set: z.string(), heads: WorthsSchema, map: WorthsSchema })
    .optional()
    .meta({
      description:
        "How often the first word for an attribute was true: of the heads, and as it follows from the posterior",
    }),
  calibration: z
    .strictObject({
      set: z.string(),
      photos: z.int().positive(),
      temperature: z.number().positive(),
      doubt: z.number().min(0).max(0.5).optional(),
      coverage: z.record(z.string(), z.number().min(0).max(1)),
    })
    .optional(),
  files: z.record(
    FileName,
    z.strictObject({
      bytes: z.int().positive(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/, "64 lower-case hexadecimal digits"),
    }),
  ),
});

export type BundleManifest = z.infer<typeof BundleSchema>;
export type ImageSpec = BundleManifest["image"];
export type SequenceSpec = z.infer<typeof SequenceSpecSchema>;
export type PriorMix = z.infer<typeof PriorMixSchema>;
export type Calibration = NonNullable<BundleManifest["calibration"]>;

/** Files that the parts of a bundle name; each needs its size and checksum in `files`. */
export function partFiles({
  image,
  location,
  prior,
  sequence,
}: Pick<BundleManifest, "image" | "location" | "prior" | "sequence">): string[] {
  return [
    image.file,
    ...(image.head ? [image.head.file] : []),
    location.file,
    ...(sequence ? [sequence.file] : []),
    "gallery" in prior ? prior.gallery : prior.file,
  ];
}
