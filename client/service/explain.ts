import type { Explanation } from "../../core/contracts/explanation.ts";
import { type Failure, failureFrom, unreachable } from "./failure.ts";
import { linesOf, parseLine } from "./lines.ts";
import { service } from "./service.ts";

/** How a request for an explanation goes. */
export type ExplainNews =
  | { readonly type: "progress"; readonly done: number; readonly total: number }
  | { readonly type: "explained"; readonly explanation: Explanation }
  | { readonly type: "failed"; readonly failure: Failure };

const LINES = "application/x-ndjson";

/**
 * Sends a photo to be explained and tells how it goes, line by line as the service does. After an abort nothing more is
 * told.
 */
export async function explainService(
  file: File,
  query: string,
  signal: AbortSignal,
  tell: (news: ExplainNews) => void,
): Promise<void> {
  const say = (news: ExplainNews) => {
    if (!signal.aborted) tell(news);
  };
  const { method, url, headers } = service.request("createExplanation", { body: file });
  const { "Content-Type": _, ...own } = headers;
  const form = new FormData();
  form.set("image", file, file.name);
  try {
    const response = await fetch(`${url}?${query}`, {
      method,
      headers: { ...own, Accept: LINES },
      body: form,
      signal,
    });
    if (!response.ok) {
      const text = await response.text();
      const retryAfter = response.headers.get("Retry-After");
      say({ type: "failed", failure: failureFrom(response.status, text, retryAfter) });
      return;
    }
    let isEnded = false;
    for await (const line of linesOf(response)) {
      const news = newsOf(line);
      isEnded ||= news.type !== "progress";
      say(news);
    }
    if (!isEnded) say({ type: "failed", failure: unreachable(navigator.onLine) });
  } catch {
    say({ type: "failed", failure: unreachable(navigator.onLine) });
  }
}

/** A line of the answer, checked: what it says beside progress goes through the same checks as any answer. */
function newsOf(line: string): ExplainNews {
  const { type, done, total, explanation, problem } = parseLine(line);
  if (type === "progress" && typeof done === "number" && typeof total === "number") {
    return { type, done, total };
  }
  if (type === "problem") {
    const { status } = Object(problem) as { status?: unknown };
    return {
      type: "failed",
      failure: failureFrom(Number(status) || 500, JSON.stringify(problem), null),
    };
  }
  const text = JSON.stringify(explanation ?? null);
  const read = service.read("createExplanation", { status: 200, text, retryAfter: null });
  return "answer" in read
    ? { type: "explained", explanation: read.answer }
    : { type: "failed", failure: read.failure };
}
