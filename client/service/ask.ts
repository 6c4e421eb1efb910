import type { Prediction } from "../../core/contracts/prediction.ts";
import { type Failure, unreachable } from "./failure.ts";
import { service } from "./service.ts";

/** How a request with a photo goes. */
export type Progress =
  | { readonly type: "sent"; readonly part: number }
  | { readonly type: "reading" }
  | { readonly type: "answered"; readonly prediction: Prediction }
  | { readonly type: "failed"; readonly failure: Failure };

/**
 * Sends a photo and tells how it goes: the part sent, that the photo is being read, then an answer or a failure.
 * XMLHttpRequest, because `fetch` does not tell how much of a body has left. After an abort nothing more is told.
 */
export function askService(
  file: File,
  query: string,
  signal: AbortSignal,
  tell: (news: Progress) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const finish = (news: Progress) => {
      if (!signal.aborted) tell(news);
      resolve();
    };
    signal.addEventListener("abort", () => {
      request.abort();
      resolve();
    });
    request.upload.onprogress = ({ loaded, total }) => {
      if (total > 0) tell({ type: "sent", part: loaded / total });
    };
    request.upload.onload = () => tell({ type: "reading" });
    request.onerror = () => finish({ type: "failed", failure: unreachable(navigator.onLine) });
    request.onload = () => finish(readAnswer(request));
    // A form carries the photo's name along; the call knows where it goes.
    const { method, url, headers } = service.request("createPrediction", { body: file });
    request.open(method, `${url}?${query}`);
    for (const [name, value] of Object.entries(headers)) {
      if (name !== "Content-Type") request.setRequestHeader(name, value);
    }
    const form = new FormData();
    form.set("image", file, file.name);
    tell({ type: "sent", part: 0 });
    request.send(form);
  });
}

function readAnswer(request: XMLHttpRequest): Progress {
  const { status, responseText: text } = request;
  const retryAfter = request.getResponseHeader("Retry-After");
  const read = service.read("createPrediction", { status, text, retryAfter });
  if ("answer" in read) return { type: "answered", prediction: read.answer };
  return { type: "failed", failure: read.failure };
}
