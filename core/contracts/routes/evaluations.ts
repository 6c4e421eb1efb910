import * as z from "zod";
import { type EvaluationSummary, EvaluationSummarySchema } from "../api.ts";
import { PhotoId, RunId } from "../ids.ts";
import type { RouteCode, Routes } from "../route.ts";

const EXAMPLE: EvaluationSummary = {
  id: "preview-im2gps3k",
  name: "preview",
  model: "preview 0.1.0",
  dataset: "im2gps3k",
  photos: 2997,
  files: ["summary.json", "per_image.csv", "predictions.jsonl"],
  hasPredictions: true,
  bytes: 98_765_432,
};

const Id = RunId.meta({ example: EXAMPLE.id });
const FileName = z
  .enum(["summary.json", "per_image.csv", "predictions.jsonl", "report.md"], {
    error: "The run has no such file; `files` of the list names them.",
  })
  .meta({ example: "per_image.csv" });
const Photo = PhotoId.meta({
  description: "Id of the photo, as per_image.csv has it",
  example: "1000039840_dc9c9c7a3d_1099_21107432@N00.jpg",
});

/** What the routes of evaluation runs have in common: they are read, never written. */
const COMMON = {
  method: "GET",
  tag: "evaluations",
  access: "token",
  rate: null,
  cache: "no-cache",
} as const;

export const EVALUATION_ROUTES = {
  listEvaluations: {
    ...COMMON,
    path: "/v1/evaluations",
    summary: "The scored runs that the operator keeps",
    answer: {
      json: z.strictObject({ evaluations: z.array(EvaluationSummarySchema) }),
      example: { evaluations: [EXAMPLE] },
    },
    problems: [],
  },
  getEvaluation: {
    ...COMMON,
    path: "/v1/evaluations/{id}",
    summary: "The summary.json of a run",
    params: z.strictObject({ id: Id }),
    answer: { media: { "application/json": z.looseObject({}) } },
    problems: ["not_found"],
  },
  getEvaluationFile: {
    ...COMMON,
    path: "/v1/evaluations/{id}/files/{name}",
    summary: "A file of a run; ranges work",
    params: z.strictObject({ id: Id, name: FileName }),
    answer: {
      media: {
        "application/json": z.looseObject({}),
        "text/csv": z.string(),
        "application/x-ndjson": z.string(),
        "text/markdown": z.string(),
      },
    },
    problems: ["not_found"],
  },
  getEvaluationPrediction: {
    ...COMMON,
    path: "/v1/evaluations/{id}/prediction",
    summary: "One photo's line of the run's predictions.jsonl",
    params: z.strictObject({ id: Id }),
    query: z.object({ photo: Photo }),
    answer: { media: { "application/json": z.looseObject({}) } },
    problems: ["not_found", "parameter_invalid"],
  },
} as const satisfies Routes<RouteCode>;
