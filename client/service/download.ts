import type { ModelDownload } from "../../core/contracts/api.ts";
import type { Failure } from "./failure.ts";
import { service } from "./service.ts";

const CALLS = {
  GET: "getModelDownload",
  POST: "startModelDownload",
  DELETE: "cancelModelDownload",
} as const;
const GEOCLIP = { name: "geoclip" };

export type DownloadAnswer = { readonly download: ModelDownload } | { readonly failure: Failure };

/** Sees how far the server's download is (GET), starts it (POST) or stops it (DELETE). */
export async function askDownload(
  method: "GET" | "POST" | "DELETE",
  signal?: AbortSignal,
): Promise<DownloadAnswer> {
  const given = { params: GEOCLIP, signal };
  const asked = await (method === "POST"
    ? service.ask(CALLS[method], { ...given, body: {} })
    : service.ask(CALLS[method], given));
  if ("answer" in asked) return { download: asked.answer };
  const { failure } = asked;
  if (failure.code !== "unreachable") return { failure };
  const detail = "Nothing was changed. Try again when the server can be reached.";
  return { failure: { ...failure, detail } };
}
