import * as z from "zod";
import type { RouteCode, Routes } from "../../../core/contracts/route.ts";
import { problemType } from "../problems/document.ts";
import type { ProblemCode } from "../problems/kind.ts";
import { PROBLEMS } from "../problems/table.ts";
import { answer } from "../route.ts";

const CODES = Object.keys(PROBLEMS) as ProblemCode[];

// The contract stands here, and not in the core, because the table of problems is the service's.
const ROUTES = {
  getProblem: {
    method: "GET",
    path: "/problems/{code}",
    tag: "about",
    summary: "What a kind of problem means and what to do",
    params: z.strictObject({
      code: z.enum(CODES, { error: "There is no problem of that name." }).meta({ example: "busy" }),
    }),
    answer: {
      json: z.strictObject({
        type: z.string(),
        code: z.string(),
        status: z.int(),
        title: z.string(),
        remedy: z.string(),
      }),
    },
    problems: ["not_found"],
    access: "open",
    rate: null,
    cache: null,
  },
} as const satisfies Routes<RouteCode>;

/** What the `type` of a problem document refers to. */
export const PROBLEM_KINDS = answer(ROUTES, {
  getProblem: ({ params: { code } }) => ({ type: problemType(code), code, ...PROBLEMS[code] }),
});
