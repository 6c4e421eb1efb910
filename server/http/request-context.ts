import { randomUUID } from "node:crypto";
import type { NextFunction, Request, Response } from "express";
import { cancelled } from "../../core/contracts/errors.ts";
import type { Log } from "../process/log.ts";

/** What accompanies a request from its arrival to its end. */
export interface RequestContext {
  readonly id: string;
  /** Aborts when the client goes away before the answer is complete. */
  readonly signal: AbortSignal;
  readonly startedMs: number;
}

const REQUEST_ID = /^[\w.:+/=-]{1,128}$/;
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** How long a client may go on sending after it was answered, so that it gets to read the answer. */
const LINGER_MS = 5_000;

const contexts = new WeakMap<Request, RequestContext>();

/** The context of a request that `openContext` has seen. */
export function contextOf(request: Request): RequestContext {
  const context = contexts.get(request);
  if (!context) throw new Error("The request has no context: openContext has to run first.");
  return context;
}

/** First of all middleware: names the request, watches for its client's leaving, and logs its end. */
export function openContext(log: Log) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const given = request.get("x-request-id");
    const id = given !== undefined && REQUEST_ID.test(given) ? given : randomUUID();
    const controller = new AbortController();
    const context = { id, signal: controller.signal, startedMs: performance.now() };
    contexts.set(request, context);
    response.setHeader("X-Request-Id", id);
    const traceparent = request.get("traceparent");
    if (traceparent !== undefined && TRACEPARENT.test(traceparent)) {
      response.setHeader("traceparent", traceparent);
    }
    response.on("close", () => {
      const isComplete = response.writableFinished;
      if (!isComplete) controller.abort(cancelled());
      log.info(describe(request, response, context), isComplete ? "answered" : "client left");
    });
    response.on("finish", () => endUnreadBody(request));
    next();
  };
}

/**
 * The line that is logged: no photo, place, query or file name. The route is the pattern that matched,
 * since a path is whatever a client typed.
 */
function describe(request: Request, response: Response, { id, startedMs }: RequestContext): object {
  return {
    requestId: id,
    method: request.method,
    route: routeOf(request),
    status: response.writableFinished ? response.statusCode : 499,
    ms: Math.round(performance.now() - startedMs),
  };
}

/** The pattern of the route that answers, or "other". */
export function routeOf(request: Request): string {
  const path: unknown = request.route?.path;
  return typeof path === "string" ? path : "other";
}

/**
 * After an early answer (413, 503) the client may still be sending. Closing at once would reset the
 * connection and lose the answer, reading on for ever would be a gift: so the rest is dropped for a while.
 */
function endUnreadBody(request: Request): void {
  if (request.complete) return;
  request.resume();
  const timer = setTimeout(() => request.socket.destroy(), LINGER_MS).unref();
  request.on("close", () => clearTimeout(timer));
}
