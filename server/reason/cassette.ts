import { createHash } from "node:crypto";
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import * as z from "zod";
import { ReasonError, type ReasonFaultCode } from "./fault.ts";
import type { ModelQuestion, ModelReply } from "./reply.ts";

// What was asked and answered, one exchange a line, so that an evaluation can be repeated without the model. A photo is
// its SHA-256, there is no key and no address.

/** What tells one exchange from all others. */
export interface ExchangeKey {
  readonly model: string;
  /** SHA-256 of the photo's file, 64 hexadecimal digits. */
  readonly photo: string;
  /** Longer side of the picture that is sent, pixels. */
  readonly edge: number;
  readonly question: ModelQuestion;
  /** The same question may be asked several times: counted from 0. */
  readonly sample: number;
}

/** An exchange that ended: with an answer, or with a fault. */
export type Exchange =
  | { readonly reply: ModelReply; readonly ms: number }
  | { readonly fault: { readonly code: ReasonFaultCode; readonly message: string } };

const Reply = z.strictObject({
  text: z.string(),
  isCut: z.boolean(),
  tokensIn: z.int().min(0),
  tokensOut: z.int().min(0),
});
const FAULTS = [
  "unreachable",
  "unauthorized",
  "model_missing",
  "no_images",
  "not_understood",
  "rate_limited",
  "failing",
  "slow",
  "cut_off",
  "not_chat",
  "too_long",
  "redirected",
  "no_answer",
] as const satisfies readonly ReasonFaultCode[];

/** A line: the id is of the key; the key's parts are for whoever reads the file. */
const Line = z.looseObject({
  id: z.string().regex(/^[0-9a-f]{64}$/),
  reply: Reply.optional(),
  ms: z.number().min(0).optional(),
  fault: z.strictObject({ code: z.enum(FAULTS), message: z.string() }).optional(),
});

/** Writes exchanges down as they end, each with one append. */
export function createRecorder(
  file: string,
): (key: ExchangeKey, exchange: Exchange) => Promise<void> {
  return async (key, exchange) => {
    await mkdir(dirname(file), { recursive: true });
    await appendFile(file, `${JSON.stringify({ id: idOf(key), ...key, ...exchange })}\n`);
  };
}

/**
 * Finds exchanges in a file of them. Where one was recorded several times, the last counts.
 *
 * @throws ReasonError "not_recorded" for files that cannot be read or are no cassettes
 */
export async function openCassette(file: string): Promise<(key: ExchangeKey) => Exchange> {
  const found = new Map<string, Exchange>();
  const text = await readFile(file, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new ReasonError(
      "not_recorded",
      `${file} cannot be read (${cause.code ?? cause.message}). Name a file that GRATICULE_REASON_RECORD has written.`,
      { cause },
    );
  });
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const exchange = readLine(line);
    if (!exchange) {
      throw new ReasonError(
        "not_recorded",
        `${file}, line ${index + 1}: expected an exchange with a model as GRATICULE_REASON_RECORD writes it.`,
      );
    }
    found.set(exchange.id, exchange);
  }
  return (key) => {
    const exchange = found.get(idOf(key));
    if (exchange) return exchange;
    throw new ReasonError(
      "not_recorded",
      `${file} has no answer of ${key.model} to this question about this photo. Record it with GRATICULE_REASON_RECORD; the photo, the model, GRATICULE_REASON_EDGE and the way of asking must be the same.`,
    );
  };
}

function readLine(line: string): (Exchange & { readonly id: string }) | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const parsed = Line.safeParse(value);
  if (!parsed.success) return null;
  const { id, reply, ms = 0, fault } = parsed.data;
  if (reply) return { id, reply, ms };
  return fault ? { id, fault } : null;
}

function idOf({ model, photo, edge, question, sample }: ExchangeKey): string {
  const { system, text, schema, temperature, maxTokens } = question;
  const parts = [model, photo, edge, system, text, schema, temperature, maxTokens, sample];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
