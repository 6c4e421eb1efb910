import * as z from "zod";
import { ModelSummarySchema } from "../api.ts";
import { MODEL_EXAMPLE } from "../examples.ts";
import { ModelName } from "../ids.ts";
import type { RouteCode, Routes } from "../route.ts";

export const MODEL_ROUTES = {
  listModels: {
    method: "GET",
    path: "/v1/models",
    tag: "about",
    summary: "The model bundles that this service has",
    answer: {
      json: z.strictObject({ models: z.array(ModelSummarySchema) }),
      example: { models: [MODEL_EXAMPLE] },
    },
    problems: [],
    access: "token",
    rate: null,
    cache: "no-cache",
  },
  getModel: {
    method: "GET",
    path: "/v1/models/{name}",
    tag: "about",
    summary: "One model bundle",
    params: z.strictObject({ name: ModelName.meta({ example: "preview" }) }),
    answer: { json: ModelSummarySchema, example: MODEL_EXAMPLE },
    problems: ["not_found"],
    access: "token",
    rate: null,
    cache: "no-cache",
  },
} as const satisfies Routes<RouteCode>;
