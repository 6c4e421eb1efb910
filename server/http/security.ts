import { createHash, timingSafeEqual } from "node:crypto";
import cors from "cors";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import { ipKeyGenerator, MemoryStore, rateLimit } from "express-rate-limit";
import helmet from "helmet";
import type { RouteContract } from "../../core/contracts/route.ts";
import type { Reach } from "../basemap/style.ts";
import { HttpError } from "./problems/http-error.ts";

/** Device capabilities that the page never asks for. */
const PERMISSIONS = ["camera", "geolocation", "microphone", "payment", "usb"]
  .map((name) => `${name}=()`)
  .join(", ");

/**
 * Headers that every answer bears: a content policy without inline code, nosniff, no referrer.
 *
 * @param reach the hosts of the operator's map, as they are now; the page may reach no others
 */
export function securityHeaders(reach: () => Reach | undefined): RequestHandler[] {
  let known: Reach | undefined;
  let setHeaders = helmetFor(known);
  return [
    (request, response, next) => {
      const now = reach();
      if (now !== known) {
        known = now;
        setHeaders = helmetFor(now);
      }
      setHeaders(request, response, next);
    },
    (_request, response, next) => {
      response.setHeader("Permissions-Policy", PERMISSIONS);
      next();
    },
  ];
}

function helmetFor(reach: Reach | undefined) {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        fontSrc: ["'self'", ...(reach?.font ?? [])],
        // The photo is shown from a blob, the map's own icons are data.
        imgSrc: ["'self'", "blob:", "data:"],
        // The map fetches tiles, letters and icons itself, pictures too.
        connectSrc: ["'self'", ...(reach?.connect ?? [])],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // Whether there is HTTPS is known to the proxy in front, not here.
    strictTransportSecurity: false,
    referrerPolicy: { policy: "no-referrer" },
  });
}

/** Headers that any request may bear. */
const COMMON_HEADERS = ["Content-Type", "X-Request-Id", "traceparent"];

/**
 * Lets pages of the listed origins call the service; others get no CORS header, so browsers refuse them. What they may
 * use is what the routes have: their methods, the token, and the headers that they read.
 */
export function allowOrigins(
  origins: readonly string[],
  contracts: readonly RouteContract[],
): RequestHandler {
  const methods = new Set<string>(contracts.map(({ method }) => method));
  const read = contracts.flatMap(({ headers }) => Object.keys(headers?.shape ?? {}));
  const needsToken = contracts.some(({ access }) => access === "token");
  const token = needsToken ? ["Authorization"] : [];
  return cors({
    origin: [...origins],
    methods: [...methods],
    allowedHeaders: [...new Set([...token, ...COMMON_HEADERS, ...read])],
    exposedHeaders: [
      "Retry-After",
      "Server-Timing",
      "X-Request-Id",
      "RateLimit",
      "RateLimit-Policy",
    ],
    maxAge: 600,
  });
}

/** Demands the bearer token where one is set. Compared by digest, in constant time. */
export function requireToken(token: string | null): RequestHandler {
  if (token === null) return (_request, _response, next) => next();
  const expected = digest(token);
  return (request: Request, _response: Response, next: NextFunction) => {
    const [scheme = "", given = ""] = (request.get("authorization") ?? "").split(" ");
    if (scheme.toLowerCase() === "bearer" && timingSafeEqual(digest(given), expected)) {
      next();
      return;
    }
    const came = given === "" ? "No token came" : "The token is not the right one";
    throw new HttpError(
      "unauthorized",
      `${came}, expected the header Authorization: Bearer <token>.`,
      {
        "WWW-Authenticate": 'Bearer realm="graticule"',
      },
    );
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Names the client by its address, networks of one IPv6 customer as one. */
export function clientOf({ ip }: Pick<Request, "ip">): string {
  return ipKeyGenerator(ip ?? "");
}

/** How many requests a client may make in a minute. */
export interface Rate {
  /** Counts a request, and refuses what is too many. */
  readonly limit: RequestHandler;
  /** Counts further ones for a request that is worth several. Throws `rate_limited` where that is too many. */
  charge(request: Request, count: number): Promise<void>;
}

const WINDOW_MS = 60_000;

/** Counts requests per client and minute; 0 counts nothing. */
export function createRate(perMinute: number): Rate {
  if (perMinute === 0) return { limit: (_request, _response, next) => next(), async charge() {} };
  const store = new MemoryStore();
  const refusal = (seconds: string, what: string) =>
    new HttpError("rate_limited", `${what} Try again in ${seconds} s.`, { "Retry-After": seconds });
  const tooMany = `More than ${perMinute} requests in a minute.`;
  return {
    limit: rateLimit({
      windowMs: WINDOW_MS,
      limit: perMinute,
      standardHeaders: "draft-8",
      legacyHeaders: false,
      keyGenerator: clientOf,
      store,
      handler: (_request, response, next) =>
        next(refusal(String(response.getHeader("Retry-After") ?? 60), tooMany)),
    }),
    async charge(request, count) {
      const key = clientOf(request);
      for (let i = 0; i < count; i++) {
        const { totalHits, resetTime } = await store.increment(key);
        if (totalHits <= perMinute) continue;
        const ms = (resetTime?.getTime() ?? Date.now() + WINDOW_MS) - Date.now();
        const what = `Each photo counts as a request, and ${perMinute} are answered in a minute.`;
        throw refusal(String(Math.max(1, Math.ceil(ms / 1000))), what);
      }
    },
  };
}
