import type { Problem } from "../../core/contracts/api.ts";

/** Why what was asked for did not come, in words for a person and for every view. */
export interface Failure {
  /** One of the service's error codes, or one of the page's own. */
  readonly code: Problem["code"] | "unreachable" | "not_understood" | "answer_unreadable";
  readonly title: string;
  readonly detail: string;
  /** Whether asking the same again can help. */
  readonly canRetry: boolean;
  /** Names the request in the service's log. */
  readonly requestId: string | null;
  /** Seconds after which the service wants to be asked again. */
  readonly retryAfterS: number | null;
}

const RETRIABLE = new Set([
  "busy",
  "cancelled",
  "internal",
  "not_ready",
  "rate_limited",
  "unauthorized",
]);

/** What an HTTP error says; an answer that is no problem document (a proxy's page, say) is described by its status. */
export function failureFrom(status: number, body: string, retryAfter: string | null): Failure {
  const problem = readProblem(body);
  const seconds = Number.parseInt(retryAfter ?? "", 10);
  return {
    code: problem?.code ?? "not_understood",
    title: problem?.title ?? "The server could not answer",
    detail: problem?.detail ?? `It answered with status ${status} and no explanation.`,
    canRetry: problem ? RETRIABLE.has(problem.code) || status >= 500 : true,
    requestId: problem?.requestId ?? null,
    retryAfterS: Number.isFinite(seconds) ? seconds : null,
  };
}

/** The request never arrived, or its answer never came back. */
export function unreachable(isOnline: boolean): Failure {
  return {
    code: "unreachable",
    title: isOnline ? "The server did not answer" : "This device is offline",
    detail: isOnline
      ? "Nothing is lost. Check that the Graticule server is running, then try again."
      : "Nothing is lost. Try again when the connection is back.",
    canRetry: true,
    requestId: null,
    retryAfterS: null,
  };
}

/** The service answered, but not what this page knows to read; `place` names the first part that differs. */
export function answerUnreadable(place: string): Failure {
  const where = place === "" ? "" : ` (${place})`;
  return {
    code: "answer_unreadable",
    title: "The server's answer is not understood",
    detail: `The service answered something this page does not understand${where}. Reload the page; if that does not help, update the service.`,
    canRetry: false,
    requestId: null,
    retryAfterS: null,
  };
}

/** A file that is refused before anything is sent. */
export function refusal(code: string, title: string, detail: string): Failure {
  return { code, title, detail, canRetry: false, requestId: null, retryAfterS: null };
}

/** A problem document, as far as it is shown. */
interface Told {
  readonly code: Problem["code"];
  readonly title: string | null;
  readonly detail: string | null;
  readonly requestId: string | null;
}

function readProblem(body: string): Told | null {
  try {
    const { code, title, detail, requestId } = Object(JSON.parse(body)) as Record<string, unknown>;
    if (typeof code !== "string") return null;
    return {
      code,
      title: textOf(title),
      detail: textOf(detail),
      requestId: textOf(requestId),
    };
  } catch {
    return null;
  }
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
