import * as z from "zod";
import { BasemapSchema } from "./basemap.ts";
import { ReasonFeatureSchema } from "./reasoning.ts";

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

/** How far a model of the catalogue is on its way here. */
export const ModelDownloadSchema = z
  .strictObject({
    name: z.string(),
    state: z.enum(["none", "downloading", "indexing", "installed", "failed", "stopped"]).meta({
      description:
        "none: not asked for since the service started; installed: it answers predictions, unless GRATICULE_BUNDLE names another; stopped: what has come is kept",
    }),
    licence: z.string(),
    variant: z.string().meta({
      description: "Form of the weights that is fetched, or would be on this machine",
    }),
    expectedBytes: z.int().min(0).meta({
      description: "What the whole download comes to, about; 0 where that is not known",
    }),
    done: z.int().min(0).meta({ description: "Bytes while downloading, points while indexing" }),
    total: z.int().min(0).meta({ description: "0 while it is not known" }),
    bytesPerSecond: z
      .int()
      .min(0)
      .meta({ description: "Of the last ten seconds while downloading, else 0" }),
    detail: z.string().meta({ description: "What is being indexed, or why it failed" }),
  })
  .meta({ id: "ModelDownload" });

/** What a download is asked for with. */
export const ModelDownloadRequestSchema = z
  .strictObject({
    variant: z
      .string()
      .nullable()
      .default(null)
      .meta({ description: "fp32, fp16, int8, uint8 or q4; null leaves it to the machine" }),
  })
  .meta({ id: "ModelDownloadRequest" });

/** What the page needs to know of the operator's choices: `/v1/features`. */
export const FeaturesSchema = z
  .strictObject({
    version: z.string(),
    uploads: z.boolean(),
    tokenRequired: z.boolean(),
    modelDownloads: z
      .boolean()
      .meta({ description: "Whether the page may start the download of a model" }),
    maxPhotoBytes: z.int(),
    maxMegapixels: z.number().meta({ description: "Most megapixels of any photo" }),
    megapixelLimits: z.array(z.strictObject({ kind: z.string(), maxMegapixels: z.number() })).meta({
      description:
        "The most by kind of photo: what takes much memory to decode has less; a photo is of the first kind that it fits",
    }),
    photoTypes: z.array(z.string()).meta({ description: "Media types that can be read" }),
    albumDays: z.int().meta({ description: "Days after which a private album goes" }),
    maxAlbumPhotos: z
      .int()
      .meta({ description: "Photos that all private albums may hold together" }),
    finestResolution: z.int().meta({ description: "Finest H3 resolution that answers may show" }),
    basemap: BasemapSchema,
    reason: ReasonFeatureSchema.nullable().meta({
      description:
        "The multimodal model that `reason` of a prediction asks; null where there is none",
    }),
    attribution: z.string(),
  })
  .meta({ id: "Features" });

/** A scored run that the operator keeps: `/v1/evaluations`. */
export const EvaluationSummarySchema = z
  .strictObject({
    id: z.string().meta({ description: "Name of its folder" }),
    name: z.string(),
    model: z.string().nullable(),
    dataset: z.string(),
    photos: z.int().meta({ description: "Photos of the set; all of them count" }),
    files: z.array(z.string()).meta({ description: "Files of the run that can be fetched" }),
    hasPredictions: z.boolean().meta({ description: "Whether single photos can be opened" }),
    bytes: z.int().meta({ description: "Size of its files" }),
  })
  .meta({ id: "Evaluation" });

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
export type ModelDownload = z.infer<typeof ModelDownloadSchema>;
export type Features = z.infer<typeof FeaturesSchema>;
export type EvaluationSummary = z.infer<typeof EvaluationSummarySchema>;
export type Problem = z.infer<typeof ProblemSchema>;
