/** What can go wrong between here and a multimodal model. Callers switch on it. */
export type ReasonFaultCode =
  | "unreachable"
  | "unauthorized"
  | "model_missing"
  | "no_images"
  | "not_understood"
  | "rate_limited"
  | "failing"
  | "slow"
  | "cut_off"
  | "not_chat"
  | "too_long"
  | "redirected"
  | "no_answer"
  | "spent"
  | "not_recorded";

/** A question that got no answer; the message says what came and what to do, and never holds the key. */
export class ReasonError extends Error {
  override readonly name = "ReasonError";
  readonly code: ReasonFaultCode;
  /** What the server itself said, in short. */
  readonly said: string;
  /** Milliseconds that the server asks to be left alone; null where it does not say. */
  readonly retryAfterMs: number | null;

  constructor(
    code: ReasonFaultCode,
    message: string,
    options: { cause?: unknown; said?: string; retryAfterMs?: number | null } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.said = options.said ?? "";
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** Those that may be better next time. */
const PASSING: readonly ReasonFaultCode[] = ["unreachable", "rate_limited", "failing", "cut_off"];

export function isPassing({ code }: ReasonError): boolean {
  return PASSING.includes(code);
}

/** Letters of what a server said that are told on. */
const MOST_SAID = 200;

/**
 * What a status other than 200 means.
 *
 * @param said the server's own words, without the key
 */
export function faultOfStatus(
  status: number,
  said: string,
  { host, model }: { readonly host: string; readonly model: string },
  retryAfterMs: number | null,
): ReasonError {
  const short = said.length > MOST_SAID ? `${said.slice(0, MOST_SAID)}...` : said;
  const quoted = short === "" ? "" : ` It says: ${short}`;
  const options = { said, retryAfterMs };
  const fault = (code: ReasonFaultCode, message: string) =>
    new ReasonError(code, `${message}${quoted}`, options);
  if (status === 401 || status === 403) {
    return fault(
      "unauthorized",
      `${host} refuses the key (${status}): set GRATICULE_REASON_KEY to one that it knows.`,
    );
  }
  if (status === 404) {
    return fault(
      "model_missing",
      `${host} has no model ${model} at this address (404): check GRATICULE_REASON_MODEL, and that GRATICULE_REASON_URL is the address under which /chat/completions lies, such as http://localhost:11434/v1.`,
    );
  }
  if (status === 413) {
    return fault(
      "not_understood",
      `${host} finds the photo too large: lower GRATICULE_REASON_EDGE.`,
    );
  }
  if (status === 429) {
    return fault("rate_limited", `${host} says 429: too many questions from here, or none left.`);
  }
  if (status === 408 || status >= 500) {
    if (isAboutImages(said)) return noImages(host, model, quoted, options);
    return fault("failing", `${host} says ${status}: it has trouble of its own.`);
  }
  if (isAboutImages(said)) return noImages(host, model, quoted, options);
  return fault("not_understood", `${host} does not take the question (${status}).`);
}

function noImages(
  host: string,
  model: string,
  quoted: string,
  options: { said: string; retryAfterMs: number | null },
): ReasonError {
  return new ReasonError(
    "no_images",
    `${model} at ${host} sees no pictures: choose a multimodal model with GRATICULE_REASON_MODEL.${quoted}`,
    options,
  );
}

/** Ollama: "does not support image input"; llama.cpp: "image input is not supported"; vLLM: "is not a multimodal model". */
function isAboutImages(said: string): boolean {
  return /(image|vision|multimodal|mmproj)/i.test(said) && /(not|no |unsupported|only)/i.test(said);
}
