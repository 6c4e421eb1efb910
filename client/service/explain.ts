import type { Explanation } from "../../core/contracts/explanation.ts";
import { service } from "./service.ts";
import { askForLines, type Failed, type Line } from "./streamed.ts";

/** How a request for an explanation goes. */
export type ExplainNews =
  | { readonly type: "progress"; readonly done: number; readonly total: number }
  | { readonly type: "explained"; readonly explanation: Explanation }
  | Failed;

/**
 * Sends a photo to be explained and tells how it goes, line by line as the service does. After an abort nothing more is
 * told.
 */
export function explainService(
  file: File,
  query: string,
  signal: AbortSignal,
  tell: (news: ExplainNews) => void,
): Promise<void> {
  const { method, url, headers } = service.request("createExplanation", { body: file });
  const { "Content-Type": _, ...own } = headers;
  const body = new FormData();
  body.set("image", file, file.name);
  const init = { method, headers: own, body };
  const isLast = ({ type }: ExplainNews) => type === "explained";
  return askForLines(`${url}?${query}`, init, signal, { read: newsOf, isLast }, tell);
}

/** A line of the answer, checked: what it says beside progress goes through the same checks as any answer. */
function newsOf({ type, done, total, explanation }: Line): ExplainNews {
  if (type === "progress" && typeof done === "number" && typeof total === "number") {
    return { type, done, total };
  }
  const text = JSON.stringify(explanation ?? null);
  const read = service.read("createExplanation", { status: 200, text, retryAfter: null });
  return "answer" in read
    ? { type: "explained", explanation: read.answer }
    : { type: "failed", failure: read.failure };
}
