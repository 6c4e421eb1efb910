import type { Prediction } from "../../core/contracts/prediction.ts";
import { type Failure, failureFrom, unreachable } from "./failure.ts";
import { authorization } from "./token.ts";

const ENDPOINT = "/v1/predictions";

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
    request.open("POST", `${ENDPOINT}?${query}`);
    const headers = { Accept: "application/json", ...authorization() };
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    const form = new FormData();
    form.set("image", file, file.name);
    tell({ type: "sent", part: 0 });
    request.send(form);
  });
}

function readAnswer(request: XMLHttpRequest): Progress {
  const { status, responseText } = request;
  if (status === 200) {
    try {
      return { type: "answered", prediction: JSON.parse(responseText) as Prediction };
    } catch {
      // Falls through: an answer that is cut short is as good as none.
    }
  }
  const retryAfter = request.getResponseHeader("Retry-After");
  return { type: "failed", failure: failureFrom(status, responseText, retryAfter) };
}
