import * as z from "zod";
import { PREDICTION_EXAMPLE } from "../examples.ts";
import { FORMATS, FormatSchema } from "../formats.ts";
import { PARAMETERS } from "../parameters.ts";
import { type Prediction, PredictionSchema } from "../prediction.ts";
import type { RouteCode, Routes, TextParameter } from "../route.ts";
import { PHOTO_QUESTION } from "./photo-question.ts";
import { textOf } from "./texts.ts";

const FORMAT: TextParameter = {
  name: "format",
  description: "Form of the answer; takes precedence over `Accept`.",
  schema: { type: "string", enum: FormatSchema.options, default: "json" },
  example: "geojson",
};

const FeatureCollection = z.looseObject({
  type: z.literal("FeatureCollection"),
  features: z.array(
    z.looseObject({
      type: z.literal("Feature"),
      geometry: z.looseObject({ type: z.enum(["Point", "Polygon", "MultiPolygon"]) }),
      properties: z.looseObject({ kind: z.enum(["best", "region", "cell"]) }),
    }),
  ),
});

/** Media type of the answer line by line. */
export const PREDICTION_LINES = "application/x-ndjson";

/**
 * A line of the answer as it is streamed: the prediction, and where a multimodal model is asked how many of its questions are
 * answered, then the prediction with what it says, or a problem.
 */
export type PredictionLine =
  | { readonly type: "prediction"; readonly prediction: Prediction }
  | { readonly type: "progress"; readonly done: number; readonly total: number }
  | { readonly type: "reasoned"; readonly prediction: Prediction }
  | { readonly type: "problem"; readonly problem: unknown };

export const PREDICTION_ROUTES = {
  createPrediction: {
    ...PHOTO_QUESTION,
    method: "POST",
    path: "/v1/predictions",
    tag: "predictions",
    summary: "Where a photo was taken",
    description:
      "The photo is the multipart part `image` or the whole body. Parameters stand in the query or, for long hints, in multipart text parts. With `Accept: application/x-ndjson` the answer comes line by line: a `prediction`, and with `reason` then `progress` and at last `reasoned`, the prediction with what the multimodal model says, or a `problem`. Nothing is kept.",
    texts: [...PARAMETERS.map(textOf), FORMAT],
    body: { photo: true },
    answer: {
      description: "The prediction",
      json: PredictionSchema,
      example: PREDICTION_EXAMPLE,
      media: {
        [FORMATS.geojson]: FeatureCollection,
        [FORMATS.csv]: z.string(),
        [FORMATS.kml]: z.string(),
        [PREDICTION_LINES]: z.string(),
      },
      headers: { "Server-Timing": "Milliseconds of each stage" },
    },
  },
} as const satisfies Routes<RouteCode>;
