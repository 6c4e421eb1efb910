import * as z from "zod";
import { PLACE_LEVELS } from "./place-levels.ts";
import { PredictionSchema } from "./prediction.ts";

const Probability = z.number().min(0).max(1);
const Share = z.number().min(0).max(1);

const Part = {
  left: Share.meta({ description: "Share of the photo's width, from its left edge" }),
  top: Share.meta({ description: "Share of the photo's height, from its upper edge" }),
  width: Share,
  height: Share,
};

export const PatchSchema = z.strictObject({
  ...Part,
  probability: Probability.meta({ description: "Of the place, with this part covered" }),
  change: z.number().min(-1).max(1).meta({
    description:
      "From the probability of the whole photo; below 0 where what is covered speaks for the place",
  }),
  logRatio: z.number().meta({ description: "Natural logarithm of the ratio of both" }),
});

export const WorthSchema = z
  .strictObject({
    set: z.string().meta({ description: "Photos that the word was held against" }),
    photos: z.int().positive(),
    right: Probability.meta({ description: "Share of them whose first word was true" }),
    interval: z.tuple([Probability, Probability]).meta({ description: "Of `right`, 95 %" }),
    commonest: Probability.meta({
      description: "Share that would be right by always saying the set's commonest word",
    }),
  })
  .meta({ id: "Worth" });

export const AttributeSchema = z.strictObject({
  name: z.string().meta({ examples: ["drive"] }),
  source: z.enum(["head", "map"]).meta({
    description:
      "`head`: an output of the model that sees the photo. `map`: summed from the probabilities of the land cells and what is known of each, not seen separately",
  }),
  classes: z
    .array(z.strictObject({ name: z.string(), probability: Probability }))
    .meta({ description: "Most probable first" }),
  worth: WorthSchema.nullable().meta({ description: "Null where it was not measured" }),
});

/** Why a place: what the photo's parts do to its probability, and what kind of place is believed in. */
export const ExplanationSchema = z
  .strictObject({
    model: PredictionSchema.shape.model,
    image: PredictionSchema.shape.image.omit({ exif: true }),
    prior: PredictionSchema.shape.prior,
    place: z
      .strictObject({
        level: z.enum(PLACE_LEVELS),
        id: z.string(),
        name: z.string(),
        within: z.string().nullable(),
      })
      .meta({ description: "The place whose probability is explained" }),
    probability: Probability.meta({ description: "Of the place, by the whole photo" }),
    before: Probability.meta({ description: "Of the place, by prior and hints alone" }),
    blank: Probability.meta({ description: "Of the place, with all that is seen covered" }),
    seen: z.strictObject(Part).meta({
      description: "The part of the photo that the model looks at; all patches lie in it",
    }),
    grid: z.strictObject({ rows: z.int().positive(), columns: z.int().positive() }),
    patches: z.array(PatchSchema).meta({
      description: "Row by row from the top; each was covered by the photo's mean colour",
    }),
    together: z
      .strictObject({
        patches: z.array(z.int().min(0)).meta({ description: "Their numbers, counted from 0" }),
        probability: Probability,
      })
      .nullable()
      .meta({
        description:
          "The fifth of the patches that speaks most for the place, covered at once; null where none does",
      }),
    attributes: z.array(AttributeSchema),
    warnings: z.array(z.string()),
    timingMs: z.record(z.string(), z.number()),
  })
  .meta({ id: "Explanation" });

/** A line of the answer as it is streamed: how far the work is, then the document or a problem. */
export type ExplanationLine =
  | { readonly type: "progress"; readonly done: number; readonly total: number }
  | { readonly type: "explanation"; readonly explanation: Explanation }
  | { readonly type: "problem"; readonly problem: unknown };

export type Explanation = z.infer<typeof ExplanationSchema>;
export type Patch = z.infer<typeof PatchSchema>;
export type AttributeWord = z.infer<typeof AttributeSchema>;
export type Worth = z.infer<typeof WorthSchema>;
