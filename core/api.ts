import * as z from "zod";

/** What `/v1/models` tells of a bundle. */
export const ModelSummarySchema = z
  .strictObject({
    name: z.string(),
    version: z.string(),
    licence: z.string(),
    summary: z.string(),
    trainedOn: z.string(),
    selected: z.boolean().meta({ description: "Whether this bundle answers predictions" }),
    ready: z.boolean(),
    dimension: z.int(),
    cells: z.int().meta({ description: "Land cells that are ranked" }),
    resolution: z.int().meta({ description: "H3 resolution of the ranked cells" }),
    bytes: z.int().meta({ description: "Size of its files" }),
    calibration: z
      .strictObject({
        set: z.string(),
        photos: z.int(),
        coverage: z.record(z.string(), z.number()),
      })
      .nullable(),
  })
  .meta({ id: "Model" });

/** What the page needs to know of the operator's choices: `/v1/features`. */
export const FeaturesSchema = z
  .strictObject({
    version: z.string(),
    uploads: z.boolean(),
    tokenRequired: z.boolean(),
    maxPhotoBytes: z.int(),
    maxMegapixels: z.number(),
    photoTypes: z.array(z.string()).meta({ description: "Media types that can be read" }),
    finestResolution: z.int().meta({ description: "Finest H3 resolution that answers may show" }),
    mapStyle: z.string().nullable().meta({ description: "Online map style, or null for our own" }),
    attribution: z.string(),
  })
  .meta({ id: "Features" });

/** RFC 9457 problem document. */
export const ProblemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string(),
    requestId: z.string(),
    errors: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: "Problem" });

export type ModelSummary = z.infer<typeof ModelSummarySchema>;
export type Features = z.infer<typeof FeaturesSchema>;
export type Problem = z.infer<typeof ProblemSchema>;
