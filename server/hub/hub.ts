import { setTimeout as sleep } from "node:timers/promises";
import { EnvHttpProxyAgent, fetch, type RequestInit, type Response } from "undici";
import { HubError, interrupted } from "./hub-error.ts";
import { mayFollow } from "./redirects.ts";

// The only file that speaks to undici: Node's own fetch knows no proxies before Node 24.

/** A hub that models are fetched from. */
export interface Hub {
  /** Without a slash at its end. */
  readonly url: string;
  /**
   * One request, repeated while the hub says 429 or 5xx or cannot be reached. The answer is whatever else it said;
   * `hops` are the redirects before it, the hub's own answer first. The token goes to the hub alone, never to the
   * hosts that it redirects to.
   *
   * @throws HubError "unreachable", "rate_limited", "failing" when repeating does not help
   */
  request(url: string, init?: HubRequest): Promise<{ response: Response; hops: Response[] }>;
  /** Waits before the next try; longer after each. */
  pause(attempt: number): Promise<void>;
  readonly signal: AbortSignal;
  close(): Promise<void>;
}

export interface HubRequest {
  readonly method?: "GET" | "HEAD";
  readonly headers?: Readonly<Record<string, string>>;
}

export interface HubSettings {
  readonly url: string;
  readonly token: string | null;
  /** Proxies: `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`, in capitals or not. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Says why there is a pause. */
  onWait?(message: string): void;
  /** First pause; each further one is twice as long. */
  readonly pauseMs?: number;
  /** A connection that brings no byte for so long is given up. */
  readonly stallMs?: number;
}

/** Tries of one request, and tries in a row of one file that bring nothing. */
export const TRIES = 5;
const PAUSE_MS = 1000;
const STALL_MS = 30_000;
const CONNECT_MS = 10_000;
/** A hub that asks for a longer pause is not waited for. */
const LONGEST_PAUSE_MS = 10 * 60_000;
const MAX_HOPS = 5;

export function createHub(settings: HubSettings): Hub {
  const { token, env, signal, onWait, pauseMs = PAUSE_MS, stallMs = STALL_MS } = settings;
  const url = settings.url.replace(/\/+$/, "");
  const origin = new URL(url).origin;
  const dispatcher = new EnvHttpProxyAgent({
    httpProxy: env.http_proxy ?? env.HTTP_PROXY ?? "",
    httpsProxy: env.https_proxy ?? env.HTTPS_PROXY ?? "",
    noProxy: env.no_proxy ?? env.NO_PROXY ?? "",
    headersTimeout: stallMs,
    bodyTimeout: stallMs,
    connect: { timeout: CONNECT_MS },
  });

  async function request(target: string, init: HubRequest = {}) {
    for (let attempt = 1; ; attempt++) {
      const { problem, waitMs, ...answer } = await tryOnce(target, init);
      if (!problem) return answer as { response: Response; hops: Response[] };
      const isTooLong = waitMs !== null && waitMs > LONGEST_PAUSE_MS;
      if (attempt === TRIES || isTooLong) throw problem;
      const ms = waitMs ?? pauseMs * 2 ** (attempt - 1);
      onWait?.(`${problem.message.split("\n")[0]} Next try in ${(ms / 1000).toFixed(1)} s.`);
      await wait(ms);
    }
  }

  async function tryOnce(target: string, init: HubRequest): Promise<Tried> {
    const hops: Response[] = [];
    try {
      const response = await follow(target, init, hops);
      const problem = problemOf(response, target);
      if (!problem) return { response, hops, problem: null, waitMs: null };
      await response.body?.cancel();
      return { problem, waitMs: retryAfterMs(response) };
    } catch (cause) {
      if (signal.aborted) throw interrupted();
      if (cause instanceof HubError) throw cause;
      return { problem: unreachable(url, cause), waitMs: null };
    }
  }

  async function follow(target: string, init: HubRequest, hops: Response[]): Promise<Response> {
    const at = new URL(target, url);
    const isOurs = token !== null && at.origin === origin;
    const request: RequestInit = {
      method: init.method ?? "GET",
      // Compressed bodies have other bytes and other ranges than the file.
      headers: {
        "user-agent": "graticule",
        "accept-encoding": "identity",
        ...init.headers,
        ...(isOurs && { authorization: `Bearer ${token}` }),
      },
      redirect: "manual",
      dispatcher,
      signal,
    };
    const response = await fetch(at, request);
    const location = response.headers.get("location");
    const isRedirect = response.status >= 300 && response.status < 400 && location !== null;
    // The hub redirects files to another host; a HEAD asks for what the hub itself says of the file.
    if (!isRedirect || (init.method === "HEAD" && new URL(location, at).origin !== at.origin)) {
      return response;
    }
    await response.body?.cancel();
    hops.push(response);
    const next = new URL(location, at);
    if (!mayFollow(url, next)) {
      throw new HubError(
        "failing",
        `${url} redirects to ${next.protocol}//${next.host}, which is not asked: it is on this machine, inside a network, or without https. Check --hub.`,
      );
    }
    if (hops.length > MAX_HOPS) {
      throw new HubError("failing", `${url} redirects in circles. Check --hub.`);
    }
    return follow(next.href, init, hops);
  }

  async function wait(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal }).catch(() => {
      throw interrupted();
    });
  }

  return {
    url,
    request,
    pause: (attempt) => wait(pauseMs * 2 ** (attempt - 1)),
    signal,
    close: () => dispatcher.destroy(),
  };
}

type Tried =
  | { response: Response; hops: Response[]; problem: null; waitMs: null }
  | { problem: HubError; waitMs: number | null };

/** The answers that may be better next time. */
function problemOf({ status }: Response, target: string): HubError | null {
  const { host } = new URL(target);
  if (status === 429) {
    return new HubError(
      "rate_limited",
      `${host} says 429: too many requests from here. Try again later; with a token in HF_TOKEN more are allowed.`,
    );
  }
  if (status === 408 || status >= 500) {
    return new HubError(
      "failing",
      `${host} says ${status}: it has trouble of its own. Try again later, or use a mirror with --hub.`,
    );
  }
  return null;
}

/** `Retry-After` in seconds or as a date; null when it is absent. */
function retryAfterMs(response: Response): number | null {
  const value = response.headers.get("retry-after");
  if (value === null) return null;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

function unreachable(url: string, cause: unknown): HubError {
  return new HubError(
    "unreachable",
    `The hub ${url} cannot be reached (${reasonOf(cause)}).\nCheck the network; behind a proxy set HTTPS_PROXY; for a mirror use --hub or HF_ENDPOINT.\nWithout network, copy a bundle's folder here and run \`graticule models add <folder>\`.`,
    { cause },
  );
}

/** The innermost cause says most: "fetch failed" says nothing. */
export function reasonOf(error: unknown): string {
  const { cause, code, message } = error as Error & { code?: string };
  if (cause instanceof Error) return reasonOf(cause);
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return message || code || String(error);
}
