import type * as z from "zod";
import type { AnswerOf, BodyOf, RouteContract, Routes } from "../../core/contracts/route.ts";
import { misfitOf } from "../../core/contracts/shape.ts";
import { addressOf } from "./address.ts";
import type { CallBook } from "./calls.ts";
import { answerUnreadable, type Failure, failureFrom, unreachable } from "./failure.ts";
import { authorization } from "./token.ts";

// Calls of the service, typed by the contracts of its routes. Whatever comes back is checked before a view sees it.

/** What a call is given, as far as its route takes it. */
export type Given<C extends RouteContract> = Part<"params", C, "output"> &
  Part<"query", C, "input"> &
  Part<"headers", C, "input"> &
  (BodyOf<C> extends undefined ? unknown : { readonly body: BodyOf<C> }) & {
    readonly signal?: AbortSignal | undefined;
  };

type Part<Key extends "params" | "query" | "headers", C extends RouteContract, Side> = C extends {
  readonly [K in Key]: infer S extends z.ZodObject;
}
  ? { readonly [K in Key]: Side extends "input" ? z.input<S> : z.output<S> }
  : unknown;

/** Nothing need be given to a call whose route takes nothing. */
type Arguments<C extends RouteContract> =
  Record<never, never> extends Given<C> ? [given?: Given<C>] : [given: Given<C>];

export interface Refused {
  readonly failure: Failure;
  /** Null when nothing came back. */
  readonly status: number | null;
}

/** How routes are called. Nothing is thrown but what an abort throws. */
export interface Client<R extends Routes> {
  /** The document that a route answers. */
  ask<N extends keyof R & string>(
    name: N,
    ...given: Arguments<R[N]>
  ): Promise<{ readonly answer: AnswerOf<R[N]> } | Refused>;
  /** The answer of a route as it came, to be read as text or bytes. */
  fetch<N extends keyof R & string>(
    name: N,
    ...given: Arguments<R[N]>
  ): Promise<{ readonly response: Response } | Refused>;
  /** Where a route is found and how it is asked, for those who send by other means. */
  request<N extends keyof R & string>(name: N, ...given: Arguments<R[N]>): SentRequest;
  /** An answer that came by other means. */
  read<N extends keyof R & string>(
    name: N,
    came: { readonly status: number; readonly text: string; readonly retryAfter: string | null },
  ): { readonly answer: AnswerOf<R[N]> } | Refused;
}

export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Blob | string;
}

/** What is given to any call, for the code that serves them all. */
interface Loose {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** A client for the routes of a book, which was made from their contracts. */
export function createClient<R extends Routes>({ forms, named }: CallBook): Client<R> {
  function request(name: string, given: Loose = {}): SentRequest {
    const { method, path, answer } = forms[name]!;
    const { params = {}, query, body } = given;
    const filled = path.replace(/\{(\w+)\}/g, (_, key) => encodeURIComponent(String(params[key])));
    const asked = query ? `?${new URLSearchParams(query as Record<string, string>)}` : "";
    const headers = new Map(Object.entries(authorization()));
    if (answer) headers.set("Accept", "application/json");
    for (const [key, value] of Object.entries(given.headers ?? {})) {
      if (value !== undefined) headers.set(key, value);
    }
    const url = addressOf(filled as `/${string}`) + asked;
    if (body === undefined) return { method, url, headers: Object.fromEntries(headers) };
    const isBlob = body instanceof Blob;
    headers.set("Content-Type", isBlob ? "application/octet-stream" : "application/json");
    return {
      method,
      url,
      headers: Object.fromEntries(headers),
      body: isBlob ? body : JSON.stringify(body),
    };
  }

  async function send(name: string, given?: Loose): Promise<{ response: Response } | Refused> {
    const { url, ...how } = request(name, given);
    let response: Response;
    try {
      response = await fetch(url, { ...how, ...(given?.signal && { signal: given.signal }) });
    } catch {
      return { failure: unreachable(navigator.onLine), status: null };
    }
    return response.ok ? { response } : refused(await cameOf(response));
  }

  function read(name: string, came: Came): { answer: unknown } | Refused {
    const { status, text } = came;
    if (status < 200 || status > 299) return refused(came);
    const { answer: shape } = forms[name]!;
    if (!shape) return { answer: null };
    const document = parse(text);
    if (document === undefined) return refused(came);
    const misfit = misfitOf(document, shape, named);
    return misfit === null ? { answer: document } : { failure: answerUnreadable(misfit), status };
  }

  async function ask(name: string, given?: Loose): Promise<{ answer: unknown } | Refused> {
    const sent = await send(name, given);
    if (!("response" in sent)) return sent;
    try {
      return read(name, await cameOf(sent.response));
    } catch {
      // The line broke while the answer was on it.
      return { failure: unreachable(navigator.onLine), status: null };
    }
  }

  // The types are those of the contracts; that answers keep to them has been checked by their shapes.
  return { ask, fetch: send, request, read } as unknown as Client<R>;
}

interface Came {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | null;
}

async function cameOf(response: Response): Promise<Came> {
  const text = await response.text();
  return { status: response.status, text, retryAfter: response.headers.get("Retry-After") };
}

function refused({ status, text, retryAfter }: Came): Refused {
  return { failure: failureFrom(status, text, retryAfter), status };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
