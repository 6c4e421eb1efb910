import * as z from "zod";
import { EXPLANATION_EXAMPLE } from "../examples.ts";
import { ExplanationSchema } from "../explanation.ts";
import { EXPLANATION_PARAMETERS, SHARED_PARAMETERS } from "../explanation-options.ts";
import type { RouteCode, Routes } from "../route.ts";
import { textOf } from "./texts.ts";

/** Media type of the answer line by line: how far the work is, then the document. */
export const EXPLANATION_LINES = "application/x-ndjson";

export const EXPLANATION_ROUTES = {
  createExplanation: {
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
    problems: [
      "photo_missing",
      "body_invalid",
      "parameter_invalid",
      "hint_invalid",
      "uploads_off",
      "photo_too_large",
      "photo_type_unsupported",
      "photo_too_many_pixels",
      "photo_unreadable",
      "hint_excludes_everything",
      "bundle_invalid",
      "geodata_invalid",
      "busy",
      "not_ready",
    ],
    access: "token",
    rate: "predictions",
    cache: "no-store",
  },
} as const satisfies Routes<RouteCode>;
