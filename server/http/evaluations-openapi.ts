import type { EvaluationSummary } from "../../core/contracts/api.ts";
import { EvaluationSummarySchema } from "../../core/contracts/api.ts";
import {
  describeGet,
  describeResponses,
  jsonOf,
  objectOf,
  refTo,
  toComponent,
} from "./openapi-parts.ts";
import type { ProblemCode } from "./problems.ts";

export const EVALUATION_EXAMPLE: EvaluationSummary = {
  id: "preview-im2gps3k",
  name: "preview",
  model: "preview 0.1.0",
  dataset: "im2gps3k",
  photos: 2997,
  files: ["summary.json", "per_image.csv", "predictions.jsonl"],
  hasPredictions: true,
  bytes: 98_765_432,
};

const PROBLEMS: readonly ProblemCode[] = ["unauthorized", "not_found"];

const ID = {
  name: "id",
  in: "path",
  required: true,
  schema: { type: "string" },
  example: EVALUATION_EXAMPLE.id,
};

/** The routes of evaluation runs. */
export function describeEvaluations(security: object) {
  return {
    "/v1/evaluations": {
      get: {
        ...describeGet(
          "listEvaluations",
          "evaluations",
          "The scored runs that the operator keeps",
          [],
        ),
        ...security,
        ...describeResponses(
          jsonOf(objectOf({ evaluations: { type: "array", items: refTo("Evaluation") } }), {
            evaluations: [EVALUATION_EXAMPLE],
          }),
          ["unauthorized"],
        ),
      },
    },
    "/v1/evaluations/{id}": {
      get: {
        ...describeGet("getEvaluation", "evaluations", "The summary.json of a run", [ID]),
        ...security,
        ...describeResponses(jsonOf({ type: "object" }), PROBLEMS),
      },
    },
    "/v1/evaluations/{id}/files/{name}": {
      get: {
        ...describeGet("getEvaluationFile", "evaluations", "A file of a run", [
          ID,
          {
            name: "name",
            in: "path",
            required: true,
            schema: {
              type: "string",
              enum: ["summary.json", "per_image.csv", "predictions.jsonl", "report.md"],
            },
            example: "per_image.csv",
          },
        ]),
        ...security,
        ...describeResponses(
          {
            "application/json": { schema: { type: "object" } },
            "text/csv": { schema: { type: "string" } },
            "application/x-ndjson": { schema: { type: "string" } },
            "text/markdown": { schema: { type: "string" } },
          },
          PROBLEMS,
        ),
      },
    },
    "/v1/evaluations/{id}/prediction": {
      get: {
        ...describeGet(
          "getEvaluationPrediction",
          "evaluations",
          "One photo's line of the run's predictions.jsonl",
          [
            ID,
            {
              name: "photo",
              in: "query",
              required: true,
              description: "Id of the photo, as per_image.csv has it",
              schema: { type: "string" },
              example: "1000039840_dc9c9c7a3d_1099_21107432@N00.jpg",
            },
          ],
        ),
        ...security,
        ...describeResponses(jsonOf({ type: "object" }), PROBLEMS),
      },
    },
  };
}

export function evaluationComponents() {
  return { Evaluation: toComponent(EvaluationSummarySchema) };
}
