import * as z from "zod";

/** The version of the ensemble contract that this code reads. */
export const ENSEMBLE_FORMAT = 1;

const Weight = z.number().min(0).max(100);

/**
 * `ensemble.json`: a product of experts over land cells,
 * `log p(cell) = prior * log prior + scores * scale * score + sum of weight * evidence - log Z`. A folder that holds one
 * is served like a bundle.
 */
export const EnsembleSchema = z.strictObject({
  format: z.literal(ENSEMBLE_FORMAT),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, "lower-case letters, digits and hyphens, no hyphen first"),
  version: z.string().min(1),
  summary: z.string().min(1),
  base: z
    .strictObject({ folder: z.string().min(1), name: z.string(), version: z.string() })
    .meta({ description: "The bundle whose scores, prior and heads are weighed" }),
  weights: z.strictObject({
    scores: Weight.meta({ description: "Of the base's scores; 1 is the bundle's own temperature" }),
    prior: Weight.meta({ description: "Of the logarithm of the prior; 1 is the bundle alone" }),
    attributes: z
      .record(
        z.string(),
        z.strictObject({
          weight: Weight,
          shares: z.array(z.number().min(0).max(1)).min(2).meta({
            description:
              "P(class) that the head's answer is divided by: the prior's mass on its cells",
          }),
        }),
      )
      .meta({ description: "By the name of a head" }),
    bundles: z
      .array(
        z.strictObject({
          folder: z.string().min(1),
          name: z.string(),
          version: z.string(),
          scores: Weight,
        }),
      )
      .meta({ description: "Scores of further bundles" }),
    neighbours: z
      .strictObject({ file: z.string().min(1), sha256: z.string(), weight: Weight })
      .optional()
      .meta({ description: "What the photos of a reference index say, by its file and checksum" }),
  }),
  fit: z.json().meta({ description: "What the weights were fitted on, and what that gave" }),
});

export type Ensemble = z.infer<typeof EnsembleSchema>;
