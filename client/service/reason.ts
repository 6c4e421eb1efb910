import type { ReasonWay } from "../../core/contracts/options.ts";
import type { Prediction } from "../../core/contracts/prediction.ts";
import { type Failure, failureFrom, unreachable } from "./failure.ts";
import { linesOf, parseLine } from "./lines.ts";
import { service } from "./service.ts";

/** How the asking of a multimodal model goes. */
export type ReasonNews =
  | { readonly type: "progress"; readonly done: number; readonly total: number }
  | { readonly type: "reasoned"; readonly prediction: Prediction }
  | { readonly type: "failed"; readonly failure: Failure };

/**
 * Sends a photo to be asked about at the operator's multimodal model too, and tells how it goes, line by line as the service does. After an
 * abort nothing more is told.
 *
 * @param query of the question, without `reason`
 */
export async function reasonService(
  file: File,
  query: string,
  way: ReasonWay,
  signal: AbortSignal,
  tell: (news: ReasonNews) => void,
): Promise<void> {
  const say = (news: ReasonNews) => {
    if (!signal.aborted) tell(news);
  };
  const { method, url, headers } = service.request("createPrediction", { body: file });
  const { "Content-Type": _, ...own } = headers;
  const form = new FormData();
  form.set("image", file, file.name);
  try {
    const response = await fetch(`${url}?${query}&reason=${way}`, {
      method,
      headers: { ...own, Accept: "application/x-ndjson" },
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
      if (!news) continue;
      isEnded ||= news.type !== "progress";
      say(news);
    }
    if (!isEnded) say({ type: "failed", failure: unreachable(navigator.onLine) });
  } catch {
    say({ type: "failed", failure: unreachable(navigator.onLine) });
  }
}

/** A line of the answer, checked as any answer is; null for the answer without the model, which is known here. */
function newsOf(line: string): ReasonNews | null {
  const { type, done, total, prediction, problem } = parseLine(line);
  if (type === "prediction") return null;
  if (type === "progress" && typeof done === "number" && typeof total === "number") {
    return { type, done, total };
  }
  if (type === "problem") {
    const { status } = Object(problem) as { status?: unknown };
    const text = JSON.stringify(problem);
    return { type: "failed", failure: failureFrom(Number(status) || 500, text, null) };
  }
  const text = JSON.stringify(prediction ?? null);
  const read = service.read("createPrediction", { status: 200, text, retryAfter: null });
  return "answer" in read
    ? { type: "reasoned", prediction: read.answer }
    : { type: "failed", failure: read.failure };
}
