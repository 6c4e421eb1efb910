import compression from "compression";
import express, { type Express, type NextFunction, type Request, type Response } from "express";
import { cancelled } from "../../core/contracts/errors.ts";
import { ALBUM_ROUTES } from "../../core/contracts/routes/albums.ts";
import type { Log } from "../process/log.ts";
import { createSlots } from "../process/slots.ts";
import { underBasePath } from "./base-path.ts";
import { createByteBudgets } from "./byte-budget.ts";
import { checkHost } from "./host.ts";
import { createMetrics } from "./metrics.ts";
import { describeApi } from "./openapi.ts";
import { codeOf, toProblem } from "./problems/document.ts";
import { HttpError } from "./problems/http-error.ts";
import { contextOf, openContext, routeOf } from "./request-context.ts";
import { mount } from "./route.ts";
import { ROUTES } from "./routes/all.ts";
import { mountBasemap } from "./routes/basemap.ts";
import { mountPage } from "./routes/static.ts";
import { allowOrigins, securityHeaders } from "./security.ts";
import type { HttpSettings, Service } from "./service.ts";

/** Level 6 takes 17 ms for a wide answer of 650 kB, level 1 takes 5 ms and sends 9 % more. */
const GZIP_LEVEL = 1;
/** Heavy photos that are worked on at a time: one is decoded while another is in the model. */
const HEAVY_SLOTS = 2;
/** Heavy photos that may wait: a minute's work, at the worst. */
const HEAVY_QUEUE = 16;
/** An album of 500 photos holds 400 MB and a processor for half a minute: one is solved at a time. */
const ALBUM_SLOTS = 1;
/** Albums that may wait: minutes of work, at the worst. */
const ALBUM_QUEUE = 4;
/** Photos that a multimodal model is asked about at a time, which mostly wait for it, and that may wait for that. */
const REASON_SLOTS = 4;
const REASON_QUEUE = 16;
/** Seconds after which games that could not be opened are tried again. */
const STORAGE_RETRY_S = 10;
/** Seconds after which a client may ask a warming service again. */
const WARMING_RETRY_S = 2;

/** HTTP only: knows routes, limits and status codes; knows nothing about models. */
export function createApp(service: Service, settings: HttpSettings, log: Log): Express {
  const slots = createSlots(settings.slots, settings.queue);
  // Photos that take much time or memory wait for each other, and nobody else for them.
  const heavySlots = createSlots(HEAVY_SLOTS, HEAVY_QUEUE);
  const albumSlots = createSlots(ALBUM_SLOTS, ALBUM_QUEUE);
  const reasonSlots = createSlots(REASON_SLOTS, REASON_QUEUE);
  const memory = Math.max(settings.uploadMemoryMb, settings.maxPhotoMb) * 2 ** 20;
  const photo = settings.maxPhotoMb * 2 ** 20 + 2 ** 20;
  const budgets = createByteBudgets(memory, Math.min(memory, Math.max(memory / 2, photo)));
  const metrics = createMetrics({ slots, heavySlots, albumSlots, reasonSlots }, () => budgets.held);
  const description = describeApi(settings);
  const contracts = ROUTES.map(({ contract }) => contract);

  const app = express();
  app.disable("x-powered-by");
  app.set("query parser", false);
  app.set("etag", false);
  app.set("trust proxy", settings.trustProxy);
  app.use(openContext(log), metrics.observeRequest, underBasePath(settings.basePath));
  app.use(
    securityHeaders(() => service.basemap?.().reach),
    checkHost(settings, contracts),
    allowOrigins(settings.cors, contracts),
    compression({ level: GZIP_LEVEL }),
  );
  mount(app, ROUTES, {
    service,
    settings,
    slots,
    heavySlots,
    albumSlots,
    reasonSlots,
    budgets,
    metrics,
    log,
    description,
  });
  mountBasemap(app, service);
  mountPage(app, settings);
  app.use(() => {
    throw new HttpError(
      "not_found",
      "There is nothing at this address. /openapi.json lists what there is.",
    );
  });
  app.use(
    answerErrors((request) => {
      // Albums are long; who asks for anything else does not wait for one.
      const ways =
        routeOf(request) === ALBUM_ROUTES.createAlbum.path ? [albumSlots] : [slots, heavySlots];
      return Math.max(...ways.map((way) => way.retryAfterSeconds()));
    }, log),
  );
  return app;
}

/** Last of all middleware: an error becomes a problem document. */
function answerErrors(retryAfterSeconds: (request: Request) => number, log: Log) {
  return (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    const { id, signal } = contextOf(request);
    // A client that leaves breaks off whatever was reading its body, in that reader's words.
    const ours = signal.aborted ? cancelled() : fromExpress(error);
    const problem = toProblem(ours, id);
    if (problem.status >= 500 && problem.status !== 503)
      log.error({ requestId: id, err: error }, problem.title);
    if (response.headersSent) {
      next(error);
      return;
    }
    const code = codeOf(ours);
    if (code === "busy") response.setHeader("Retry-After", retryAfterSeconds(request));
    if (code === "storage_unavailable") response.setHeader("Retry-After", STORAGE_RETRY_S);
    if (code === "not_ready") response.setHeader("Retry-After", WARMING_RETRY_S);
    if (ours instanceof HttpError) response.set(ours.headers);
    response.removeHeader("ETag");
    response.setHeader("Cache-Control", "no-store");
    response.status(problem.status).type("application/problem+json").send(JSON.stringify(problem));
  };
}

/** Express and its helpers throw errors with a status for addresses that cannot be decoded and the like. */
function fromExpress(error: unknown): unknown {
  const { status, headers } = Object(error) as {
    status?: unknown;
    headers?: Record<string, string>;
  };
  if (error instanceof HttpError || !(Number(status) >= 400 && Number(status) < 500)) return error;
  if (status === 416) {
    return new HttpError(
      "range_invalid",
      "The file is shorter than the range that was asked for.",
      headers,
    );
  }
  return new HttpError("not_found", "There is nothing at this address.");
}
