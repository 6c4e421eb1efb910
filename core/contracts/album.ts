import * as z from "zod";
import { MOST_PHOTOS_SENT } from "./album-limits.ts";
import { SEQUENCE_MODELS } from "./bundle.ts";
import { LookSchema, PositionSchema, PredictionSchema } from "./prediction.ts";

const MOST_LETTERS = 1024;

export const ALBUM_ORDERS = ["time", "given", "none"] as const;

const AlbumOrderSchema = z.enum(ALBUM_ORDERS);

const SequenceSchema = z.enum(SEQUENCE_MODELS);

const FileSchema = z
  .string()
  .min(1)
  .max(MOST_LETTERS)
  .meta({
    description: "How the photo is called in the answer; two may have one name",
    examples: ["beach.jpg"],
  });

export const AlbumPhotoSchema = z.strictObject({
  file: FileSchema,
  look: LookSchema,
  time: z
    .string()
    .max(MOST_LETTERS)
    .nullable()
    .optional()
    .meta({
      description:
        "When it was taken, ISO 8601, UTC where it says no zone; null: not known. Left out: as the photo's file says",
      examples: ["2026-05-01T10:00:00+02:00"],
    }),
  position: PositionSchema.nullable().optional().meta({
    description:
      "Where it was taken, nearly certainly; null: not known. Left out: see `usesPositions`",
  }),
});

/** Photos that belong together, by what each has told. */
export const AlbumRequestSchema = z
  .strictObject({
    photos: z.array(AlbumPhotoSchema).min(1).max(MOST_PHOTOS_SENT),
    order: AlbumOrderSchema.optional().meta({
      description:
        "`time`: by their times, photos without one anywhere among the others. `given`: as they stand. `none`: a set. Left out: `time` where any is known, else `given`",
    }),
    usesPositions: z.boolean().default(true).meta({
      description: "Whether positions that the photos' files state count as known",
    }),
    sequence: SequenceSchema.optional().meta({
      description:
        "Which model answers: `hmm`, the hidden Markov model of the program, or `learned`, the one that the bundle has learned, if it has one; that sees pictures and times alone, and leaves albums with known places to the other. Left out: as the bundle wants it",
    }),
  })
  .meta({ id: "AlbumRequest" });

const LocatedSchema = z.strictObject({
  file: FileSchema,
  prediction: PredictionSchema.meta({ description: "With `album`" }),
});

const FailedSchema = z.strictObject({
  file: FileSchema,
  reason: z.string().meta({ description: "Why the photo has no answer" }),
});

const AboutAlbum = {
  version: z.literal(1).meta({ description: "Of the document's shape" }),
  model: PredictionSchema.shape.model,
  belongs: z.number().min(0).max(1).meta({
    description: "Probability that the photos belong together at all",
  }),
  order: AlbumOrderSchema,
  sequence: SequenceSchema.optional().meta({
    description: "Which model answered: there where it was the one that the bundle has learned",
  }),
  path: z
    .array(
      z.strictObject({
        index: z.int().min(0).meta({ description: "Of the photo, counted from 0" }),
        file: FileSchema,
        ...PositionSchema.shape,
        time: z
          .string()
          .nullable()
          .meta({
            description: "As it was given, else the camera's local time without a zone",
            examples: ["2026-05-01T10:00:00+02:00"],
          }),
      }),
    )
    .meta({ description: "The likeliest way through all photos that were answered, in its order" }),
  warnings: z.array(z.string()),
};

/** The answer about an album. */
export const AlbumSchema = z
  .strictObject({
    ...AboutAlbum,
    photos: z.array(z.union([LocatedSchema, FailedSchema])).meta({
      description: "In the order of the request",
    }),
  })
  .meta({ id: "SolvedAlbum" });

export type AlbumRequest = z.output<typeof AlbumRequestSchema>;
export type Album = z.infer<typeof AlbumSchema>;
export type AlbumPhoto = Album["photos"][number];
/** An album but for its photos. */
export type AboutAlbum = Omit<Album, "photos">;

/** What an album's work is at: reading photos, solving, writing their answers. */
export type AlbumStage = "photos" | "album" | "answers";

/** A line of the answer as it is streamed: how far the work is, each photo when it is answered, last the album or a problem. */
export type AlbumLine =
  | {
      readonly progress: {
        readonly what: AlbumStage;
        readonly done: number;
        readonly total: number;
      };
    }
  | { readonly photo: AlbumPhoto & { readonly index: number } }
  | { readonly album: AboutAlbum }
  | { readonly problem: unknown };
