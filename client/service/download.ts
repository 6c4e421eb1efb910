import type { ModelDownload } from "../../core/contracts/api.ts";
import { type Failure, failureFrom, unreachable } from "./failure.ts";
import { authorization } from "./token.ts";

const ENDPOINT = "/v1/models/geoclip/download";

export type DownloadAnswer = { readonly download: ModelDownload } | { readonly failure: Failure };

/** Sees how far the server's download is (GET), starts it (POST) or stops it (DELETE). */
export async function askDownload(
  method: "GET" | "POST" | "DELETE",
  signal?: AbortSignal,
): Promise<DownloadAnswer> {
  const headers = { Accept: "application/json", ...authorization() };
  const body = method === "POST" && {
    headers: { ...headers, "Content-Type": "application/json" },
    body: "{}",
  };
  try {
    const answer = await fetch(ENDPOINT, { method, headers, ...body, ...(signal && { signal }) });
    if (answer.ok) return { download: (await answer.json()) as ModelDownload };
    return { failure: failureFrom(answer.status, await answer.text(), null) };
  } catch {
    const detail = "Nothing was changed. Try again when the server can be reached.";
    return { failure: { ...unreachable(navigator.onLine), detail } };
  }
}
