import * as z from "zod";
import { EXPLANATION_EXAMPLE } from "../examples.ts";
import { ExplanationSchema } from "../explanation.ts";
import { EXPLANATION_PARAMETERS, SHARED_PARAMETERS } from "../explanation-options.ts";
import type { RouteCode, Routes } from "../route.ts";
import { PHOTO_QUESTION } from "./photo-question.ts";
import { textOf } from "./texts.ts";

/** Media type of the answer line by line: how far the work is, then the document. */
export const EXPLANATION_LINES = "application/x-ndjson";

export const EXPLANATION_ROUTES = {
  createExplanation: {
    ...PHOTO_QUESTION,
    method: "POST",
    path: "/v1/explanations",
    tag: "predictions",
    summary: "Why a place: which parts of the photo move its probability",
    description:
      "The photo comes as for a prediction. It is looked at some fifty times, each time with another part covered, which takes seconds: with `Accept: application/x-ndjson` the answer comes line by line, `progress` lines first. A client that leaves frees its place. Nothing is kept.",
    texts: [...EXPLANATION_PARAMETERS, ...SHARED_PARAMETERS.map(textOf)],
    body: { photo: true },
    answer: {
      description: "The explanation",
      json: ExplanationSchema,
      example: EXPLANATION_EXAMPLE,
      media: { [EXPLANATION_LINES]: z.string() },
      headers: { "Server-Timing": "Milliseconds of each stage" },
    },
  },
} as const satisfies Routes<RouteCode>;
