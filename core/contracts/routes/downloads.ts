import * as z from "zod";
import { type ModelDownload, ModelDownloadRequestSchema, ModelDownloadSchema } from "../api.ts";
import { ModelName } from "../ids.ts";
import type { RouteCode, Routes } from "../route.ts";

const EXAMPLE: ModelDownload = {
  name: "geoclip",
  state: "downloading",
  licence: "MIT",
  variant: "fp32",
  expectedBytes: 1_260_000_000,
  done: 512_000_000,
  total: 1_262_000_000,
  bytesPerSecond: 8_200_000,
  detail: "",
};

/** What the three routes of a download have in common. */
const COMMON = {
  path: "/v1/models/{name}/download",
  tag: "about",
  params: z.strictObject({ name: ModelName.meta({ example: "geoclip" }) }),
  access: "token",
  rate: null,
  cache: "no-store",
} as const;

const STARTED = { description: "Started, or under way", json: ModelDownloadSchema };

export const DOWNLOAD_ROUTES = {
  getModelDownload: {
    ...COMMON,
    method: "GET",
    summary: "How far the download of a model is; asked again every second or so",
    answer: { json: ModelDownloadSchema, example: EXAMPLE },
    problems: ["parameter_invalid", "downloads_off"],
  },
  startModelDownload: {
    ...COMMON,
    method: "POST",
    summary: "Download a model of the catalogue, install it and let it answer",
    body: { json: ModelDownloadRequestSchema, example: { variant: "int8" } },
    answer: { ...STARTED, status: 202, example: EXAMPLE },
    problems: [
      "parameter_invalid",
      "downloads_off",
      "body_invalid",
      "download_under_way",
      "not_ready",
    ],
  },
  cancelModelDownload: {
    ...COMMON,
    method: "DELETE",
    summary: "Stop the download; what has come is kept, and the next one goes on from there",
    answer: {
      json: ModelDownloadSchema,
      example: { ...EXAMPLE, state: "stopped", bytesPerSecond: 0 },
    },
    problems: ["parameter_invalid", "downloads_off"],
  },
} as const satisfies Routes<RouteCode>;
