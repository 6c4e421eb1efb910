import { setTimeout as sleep } from "node:timers/promises";
import { cancelled } from "../../core/contracts/errors.ts";
import { createBudget } from "../process/budget.ts";
import { type Allowance, dayAllowance, type Limits, photoAllowance } from "./allowance.ts";
import { createRecorder, type Exchange, type ExchangeKey, openCassette } from "./cassette.ts";
import { type Dialect, FIRST_DIALECT, nextDialect } from "./dialect.ts";
import { createEndpoint, type EndpointSettings } from "./endpoint.ts";
import { isPassing, ReasonError } from "./fault.ts";
import { type Receiver, receiverOf } from "./receiver.ts";
import type { ModelQuestion, ModelReply } from "./reply.ts";

export interface ReasonSettings extends EndpointSettings {
  /** Calls at a time, of all photos together. */
  readonly concurrency: number;
  readonly perPhoto: Limits;
  readonly perDay: Limits;
  /** Where the day's calls are counted. */
  readonly folder: string;
  /** Longer side of the pictures that are sent, pixels. */
  readonly edge: number;
  /** File to which exchanges are written; null for none. */
  readonly record: string | null;
  /** File from which they are answered, without any call; null to ask the model. */
  readonly replay: string | null;
  /** First pause before a question is asked again, milliseconds; each further one is twice as long. */
  readonly pauseMs?: number;
}

/** A photo that questions are about. */
export interface AskedPhoto {
  /** Of its file. */
  readonly sha256: string;
  /** The picture that is sent: made when it is first needed. */
  jpeg(): Promise<Uint8Array>;
}

/** What a model was asked about one photo. */
export interface Talk {
  /**
   * Asks one question; again, within what is allowed, where the server is busy or fails, or wants to be asked in another way.
   *
   * @param sample the same question may be asked several times: counted from 0
   * @param onText is told pieces of the answer as they come
   * @throws ReasonError; GraticuleError "cancelled" once the signal aborts
   */
  ask(
    question: ModelQuestion,
    sample: number,
    signal: AbortSignal,
    onText?: (piece: string) => void,
  ): Promise<ModelReply>;
  /** Of this photo so far. Nothing is called where answers are replayed. */
  usage(): Usage;
}

export interface Usage {
  /** Requests, those that failed among them. */
  readonly calls: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** Milliseconds of waiting for the model, summed over the calls. */
  readonly ms: number;
}

/** Asks one model about photos. Opening one calls nobody. */
export interface ReasonClient {
  readonly receiver: Receiver;
  readonly model: string;
  readonly edge: number;
  /** Calls that one photo may take; 0 is no limit. */
  readonly calls: number;
  talk(photo: AskedPhoto): Talk;
}

/** Tries of one question that fails in passing. */
const TRIES = 3;
const PAUSE_MS = 1000;
/** A server that asks for a longer pause is not waited for. */
const LONGEST_PAUSE_MS = 60_000;

export function createReasonClient(settings: ReasonSettings): ReasonClient {
  const { model, edge, concurrency, perPhoto, perDay, folder, record, replay } = settings;
  const endpoint = createEndpoint(settings);
  const places = createBudget(concurrency);
  const day = dayAllowance(folder, perDay);
  const write = record === null ? null : createRecorder(record);
  const cassette = replay === null ? null : once(() => openCassette(replay));
  // What this endpoint was last found to take: all photos profit from what one has learnt.
  let dialect = FIRST_DIALECT;

  function talk(photo: AskedPhoto): Talk {
    const own = photoAllowance(perPhoto);
    const jpeg = once(() => photo.jpeg());
    const used = { tokensIn: 0, tokensOut: 0, ms: 0 };

    async function ask(
      question: ModelQuestion,
      sample: number,
      signal: AbortSignal,
      onText?: (piece: string) => void,
    ): Promise<ModelReply> {
      const key: ExchangeKey = { model, photo: photo.sha256, edge, question, sample };
      if (cassette) return replayed((await cassette())(key), onText);
      const picture = await jpeg();
      const giveBack = await places.take(1, signal);
      const started = performance.now();
      try {
        const reply = await askUntilAnswered(question, picture, own, signal, onText);
        used.tokensIn += reply.tokensIn;
        used.tokensOut += reply.tokensOut;
        await write?.(key, { reply, ms: Math.round(performance.now() - started) });
        return reply;
      } catch (error) {
        if (error instanceof ReasonError && isOfTheModel(error)) {
          const { code, message } = error;
          await write?.(key, { fault: { code, message } });
        }
        throw error;
      } finally {
        used.ms += performance.now() - started;
        giveBack();
      }
    }

    function replayed(exchange: Exchange, onText?: (piece: string) => void): ModelReply {
      if ("fault" in exchange) throw new ReasonError(exchange.fault.code, exchange.fault.message);
      const { reply, ms } = exchange;
      used.tokensIn += reply.tokensIn;
      used.tokensOut += reply.tokensOut;
      used.ms += ms;
      onText?.(reply.text);
      return reply;
    }

    return { ask, usage: () => ({ calls: own.spent().calls, ...used }) };
  }

  async function askUntilAnswered(
    question: ModelQuestion,
    picture: Uint8Array,
    own: Allowance,
    signal: AbortSignal,
    onText?: (piece: string) => void,
  ): Promise<ModelReply> {
    let asked: Dialect = dialect;
    let last: ReasonError | null = null;
    for (let tries = 1; ; ) {
      try {
        await own.take();
        await day.take();
      } catch (error) {
        // Why a further call was wanted says more than that none is left.
        throw last ?? error;
      }
      try {
        const reply = await endpoint.exchange(question, picture, asked, signal, onText);
        dialect = asked;
        const tokens = reply.tokensIn + reply.tokensOut;
        await own.count(tokens);
        await day.count(tokens);
        if (reply.text.trim() === "") throw noAnswer(reply, question);
        return reply;
      } catch (error) {
        if (!(error instanceof ReasonError)) throw error;
        last = error;
        if (error.code === "not_understood") {
          const next = nextDialect(asked, error.said, question.schema !== null);
          if (!next) throw error;
          asked = next;
        } else {
          const pause = isPassing(error) && tries < TRIES ? pauseAfter(error, tries) : null;
          if (pause === null) throw error;
          await sleep(pause, undefined, { signal }).catch(() => {
            throw cancelled();
          });
          tries += 1;
        }
      }
    }
  }

  function pauseAfter({ retryAfterMs }: ReasonError, tries: number): number | null {
    if (retryAfterMs !== null) return retryAfterMs > LONGEST_PAUSE_MS ? null : retryAfterMs;
    return (settings.pauseMs ?? PAUSE_MS) * 2 ** (tries - 1);
  }

  return { receiver: receiverOf(settings.url), model, edge, calls: perPhoto.calls, talk };
}

function noAnswer({ isCut }: ModelReply, { maxTokens }: ModelQuestion): ReasonError {
  return new ReasonError(
    "no_answer",
    isCut
      ? `The model used its ${maxTokens} tokens before it said anything: choose one that thinks less.`
      : "The model answered with nothing.",
  );
}

/** What the limits of here refuse says nothing of the model, and is not recorded. */
function isOfTheModel({ code }: ReasonError): boolean {
  return code !== "spent" && code !== "not_recorded";
}

/** The same promise for all who ask; one that failed is made anew. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  };
}
