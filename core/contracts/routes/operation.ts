import * as z from "zod";
import type { RouteCode, Routes } from "../route.ts";

const COMMON = { method: "GET", tag: "operation", rate: null } as const;

export const OPERATION_ROUTES = {
  getHealth: {
    ...COMMON,
    path: "/healthz",
    summary: "Whether the process runs",
    answer: { json: z.strictObject({ status: z.literal("ok"), version: z.string() }) },
    problems: [],
    access: "open",
    cache: "no-store",
  },
  getReadiness: {
    ...COMMON,
    path: "/readyz",
    summary: "Whether predictions are answered",
    answer: { json: z.strictObject({ state: z.literal("ready") }) },
    problems: ["not_ready"],
    access: "open",
    cache: "no-store",
  },
  getMetrics: {
    ...COMMON,
    path: "/metrics",
    summary: "Prometheus metrics, without user data",
    answer: { media: { "text/plain": z.string() } },
    problems: [],
    access: "token",
    cache: "no-store",
  },
} as const satisfies Routes<RouteCode>;
