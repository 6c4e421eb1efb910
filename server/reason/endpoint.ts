import OpenAI, { APIError } from "openai";
import * as z from "zod";
import { cancelled } from "../../core/contracts/errors.ts";
import { type Dialect, jsonFields } from "./dialect.ts";
import { faultOfStatus, ReasonError } from "./fault.ts";
import { receiverOf } from "./receiver.ts";
import { gather, type ModelQuestion, type ModelReply, wholeReply } from "./reply.ts";
import { send } from "./sending.ts";

// The only file that speaks to openai. Its defaults are for OpenAI's own service: it reads an address, a key, an
// organisation and headers from the environment and describes this machine in headers. Here it gets none of it.

/** Where a model is asked. */
export interface EndpointSettings {
  /** The address under which `/chat/completions` lies. */
  readonly url: string;
  readonly model: string;
  readonly key: string | null;
  /** An answer that takes longer is given up. */
  readonly timeoutMs: number;
}

export interface Endpoint {
  /**
   * One request over the network, and no second one.
   *
   * @param jpeg the picture that the question is about
   * @param onText is told pieces of the answer as they come
   * @throws ReasonError; GraticuleError "cancelled" once the signal aborts
   */
  exchange(
    question: ModelQuestion,
    jpeg: Uint8Array,
    dialect: Dialect,
    signal: AbortSignal,
    onText?: (piece: string) => void,
  ): Promise<ModelReply>;
}

export function createEndpoint(settings: EndpointSettings): Endpoint {
  const { model, key, timeoutMs } = settings;
  const { host } = receiverOf(settings.url);
  const names = { host, model };
  const client = new OpenAI({
    baseURL: settings.url.replace(/\/+$/, ""),
    // It refuses to start without one; what is sent is decided below.
    apiKey: key ?? "none",
    adminAPIKey: null,
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: "off",
    fetch: (input, init) => send(input, init, key, host),
  });

  function withoutKey(text: string): string {
    return key === null ? text : text.replaceAll(key, "(key)");
  }

  /** A server may say the key back. */
  function plain(reply: ModelReply): ModelReply {
    return { ...reply, text: withoutKey(reply.text) };
  }

  function toFault(error: unknown, signal: AbortSignal, limit: AbortSignal): Error {
    if (signal.aborted) return cancelled();
    if (limit.aborted) {
      return new ReasonError(
        "slow",
        `${host} has not answered within ${Math.round(timeoutMs / 1000)} s: raise GRATICULE_REASON_TIMEOUT, or choose a smaller model.`,
      );
    }
    const known = reasonErrorIn(error);
    if (known) return known;
    if (error instanceof APIError && typeof error.status === "number") {
      const waits = retryAfterMs(error.headers);
      return faultOfStatus(error.status, withoutKey(wordsOf(error)), names, waits);
    }
    // A stream that carries an error in the place of a piece.
    if (error instanceof APIError && error.error !== undefined) {
      return faultOfStatus(500, withoutKey(wordsOf(error)), names, null);
    }
    if (error instanceof z.ZodError) {
      return new ReasonError(
        "not_chat",
        `What ${host} answers is no chat completion: check that GRATICULE_REASON_URL is the address under which /chat/completions lies, such as http://localhost:11434/v1.`,
        { cause: error },
      );
    }
    if (error instanceof SyntaxError) {
      return new ReasonError("cut_off", `The answer of ${host} was cut off on the way.`, {
        cause: error,
      });
    }
    const reason = withoutKey(innermost(error));
    return isBroken(error)
      ? new ReasonError("cut_off", `${host} broke off its answer (${reason}).`, { cause: error })
      : new ReasonError(
          "unreachable",
          `${host} cannot be reached (${reason}): start the model's server, or correct GRATICULE_REASON_URL.`,
          { cause: error },
        );
  }

  async function exchange(
    question: ModelQuestion,
    jpeg: Uint8Array,
    dialect: Dialect,
    signal: AbortSignal,
    onText?: (piece: string) => void,
  ): Promise<ModelReply> {
    const { limit: named, hasTemperature, hasStreamUsage } = dialect;
    const params = {
      model,
      messages: [
        { role: "system" as const, content: question.system },
        {
          role: "user" as const,
          content: [
            { type: "text" as const, text: question.text },
            { type: "image_url" as const, image_url: { url: dataUrl(jpeg) } },
          ],
        },
      ],
      [named]: question.maxTokens,
      ...(hasTemperature && { temperature: question.temperature }),
      ...jsonFields(dialect, question.schema),
    };
    const limit = AbortSignal.timeout(timeoutMs);
    const both = { signal: AbortSignal.any([signal, limit]) };
    if (signal.aborted) throw cancelled();
    try {
      if (!onText) {
        const found: unknown = await client.chat.completions.create({ ...params }, both);
        return plain(wholeReply(found, question));
      }
      const usage = hasStreamUsage && { stream_options: { include_usage: true } };
      const stream = await client.chat.completions.create(
        { ...params, stream: true, ...usage },
        both,
      );
      const reply = await gather(stream, question, onText);
      // Where the wait ends the stream, the library ends it as if it were whole.
      both.signal.throwIfAborted();
      return plain(reply);
    } catch (error) {
      throw toFault(error, signal, limit);
    }
  }

  return { exchange };
}

function dataUrl(jpeg: Uint8Array): string {
  return `data:image/jpeg;base64,${Buffer.from(jpeg).toString("base64")}`;
}

function reasonErrorIn(error: unknown): ReasonError | null {
  if (error instanceof ReasonError) return error;
  return error instanceof Error && error.cause !== undefined ? reasonErrorIn(error.cause) : null;
}

const Words = z.looseObject({ message: z.string() });
const Wrapped = z.looseObject({ error: z.union([z.string(), Words]) });

/** What a server says for itself: `{"error": {"message": ...}}`, `{"error": "..."}` or `{"message": ...}`. */
function wordsOf({ error, message }: APIError): string {
  const direct = Words.safeParse(error);
  if (direct.success) return direct.data.message;
  const wrapped = Wrapped.safeParse(error);
  if (wrapped.success) {
    const inner = wrapped.data.error;
    return typeof inner === "string" ? inner : inner.message;
  }
  return typeof error === "string" ? error : message;
}

/** `Retry-After` in seconds or as a date; null when it is absent. */
function retryAfterMs(headers: Headers | undefined): number | null {
  const value = headers?.get("retry-after") ?? null;
  if (value === null) return null;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

/** The innermost cause says most: "fetch failed" says nothing. */
function innermost(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : innermost(error.cause);
}

/** Whether the connection stood and ended too early. */
function isBroken(error: unknown): boolean {
  return /terminated|aborted|other side closed|ECONNRESET|EPIPE|premature/i.test(innermost(error));
}
