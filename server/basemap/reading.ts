import { readFile, stat } from "node:fs/promises";
import { BasemapError, withoutKey } from "./fault.ts";

/** How long a server may take to answer, ms. */
const PATIENCE_MS = 5000;
/** Large styles have some 300 kB. */
const MOST_BYTES = 8 * 2 ** 20;

/** A document, and the address that what it names is relative to. */
export interface Document {
  readonly value: unknown;
  readonly base: string;
}

/** Fetches from a host that the operator named. Throws BasemapError when it does not answer, or not with success. */
export async function fetchFrom(url: string, init: RequestInit = {}): Promise<Response> {
  try {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.ok) return answer;
    await answer.body?.cancel();
    throw new BasemapError(`${withoutKey(url)} answered with status ${answer.status}.`);
  } catch (cause) {
    if (cause instanceof BasemapError) throw cause;
    const isSlow = cause instanceof Error && cause.name === "TimeoutError";
    const how = isSlow ? `within ${PATIENCE_MS / 1000} s` : reasonOf(cause);
    throw new BasemapError(`${withoutKey(url)} does not answer (${how}).`, { cause });
  }
}

/** Node says "fetch failed", and in its cause why. */
function reasonOf(error: unknown): string {
  const { cause } = Object(error) as { cause?: { code?: unknown } };
  return typeof cause?.code === "string" ? cause.code : "the connection failed";
}

/** Reads a JSON document of another server. Throws BasemapError. */
export async function fetchJson(url: string): Promise<Document> {
  const answer = await fetchFrom(url, { headers: { Accept: "application/json" } });
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const part of answer.body ?? []) {
      bytes += part.byteLength;
      if (bytes > MOST_BYTES) throw tooLarge(withoutKey(url));
      parts.push(part);
    }
  } catch (cause) {
    if (cause instanceof BasemapError) throw cause;
    throw new BasemapError(`The answer of ${withoutKey(url)} broke off.`, { cause });
  }
  return { value: parseJson(Buffer.concat(parts), withoutKey(url)), base: answer.url };
}

/** Reads a JSON file. Throws BasemapError. */
export async function readJsonFile(file: string): Promise<unknown> {
  try {
    if ((await stat(file)).size > MOST_BYTES) throw tooLarge(file);
    return parseJson(await readFile(file), file);
  } catch (cause) {
    if (cause instanceof BasemapError) throw cause;
    throw unreadable(file, cause);
  }
}

/** A file that cannot be opened, in words. */
export function unreadable(file: string, cause: unknown): BasemapError {
  const { code } = Object(cause) as { code?: unknown };
  const why = code === "ENOENT" ? "is not there" : `cannot be read (${String(code ?? cause)})`;
  return new BasemapError(`${file} ${why}.`, { cause });
}

function parseJson(bytes: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new BasemapError(`${name} is no JSON.`, { cause });
  }
}

function tooLarge(name: string): BasemapError {
  return new BasemapError(`${name} has more than ${MOST_BYTES / 2 ** 20} MB.`);
}
