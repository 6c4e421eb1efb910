import compression from "compression";
import express, { type Express, type NextFunction, type Request, type Response } from "express";
import { createEvaluationRuns } from "../eval/evaluation-runs.ts";
import type { Log } from "../process/log.ts";
import { createSlots } from "../process/slots.ts";
import * as about from "./about.ts";
import { createByteBudgets } from "./byte-budget.ts";
import { serveEvaluations } from "./evaluations.ts";
import { serveGames } from "./games.ts";
import { createMetrics } from "./metrics.ts";
import { serveModelDownloads } from "./model-downloads.ts";
import { describeApi } from "./openapi.ts";
import { postPrediction } from "./predictions.ts";
import { codeOf, HttpError, toProblem } from "./problems.ts";
import { contextOf, openContext } from "./request-context.ts";
import { allowOrigins, limitRate, requireToken, securityHeaders } from "./security.ts";
import type { HttpSettings, Service } from "./service.ts";
import { getBasemap, getPage, serveClient } from "./static-files.ts";

/** Level 6 takes 17 ms for a wide answer of 650 kB, level 1 takes 5 ms and sends 9 % more. */
const GZIP_LEVEL = 1;

/** HTTP only: knows routes, limits and status codes; knows nothing about models. */
export function createApp(service: Service, settings: HttpSettings, log: Log): Express {
  const slots = createSlots(settings.slots, settings.queue);
  const memory = Math.max(settings.uploadMemoryMb, settings.maxPhotoMb) * 2 ** 20;
  const budgets = createByteBudgets(memory);
  const metrics = createMetrics(slots, () => budgets.held);
  const guard = requireToken(settings.token);

  const app = express();
  app.disable("x-powered-by");
  app.set("query parser", false);
  app.set("etag", false);
  app.set("trust proxy", settings.trustProxy);
  app.use(openContext(log), metrics.observeRequest);
  app.use(
    securityHeaders(settings),
    allowOrigins(settings.cors),
    compression({ level: GZIP_LEVEL }),
  );

  app
    .route("/v1/predictions")
    .post(
      guard,
      limitRate(settings.rateLimit),
      postPrediction({ service, settings, slots, budgets, metrics }),
    )
    .all(allow("POST"));
  app.route("/v1/models").get(guard, about.getModels(service)).all(allow("GET, HEAD"));
  app.route("/v1/models/:name").get(guard, about.getModel(service)).all(allow("GET, HEAD"));
  app.route("/v1/features").get(about.getFeatures(settings)).all(allow("GET, HEAD"));
  serveModelDownloads(app, { service, guard, allow });
  serveEvaluations(app, { runs: service.evaluations ?? createEvaluationRuns(null), guard, allow });
  serveGames(app, { service, settings, budgets, guard, allow });
  app.route("/healthz").get(about.getHealth(settings.version)).all(allow("GET, HEAD"));
  app.route("/readyz").get(about.getReadiness(service)).all(allow("GET, HEAD"));
  app.route("/problems/:code").get(about.getProblem()).all(allow("GET, HEAD"));
  const description = describeApi(settings);
  app
    .route("/openapi.json")
    .get((_request, response) => void response.json(description))
    .all(allow("GET, HEAD"));
  app
    .route("/metrics")
    .get(guard, async (_request, response) => {
      response.type(metrics.contentType).send(await metrics.write());
    })
    .all(allow("GET, HEAD"));
  app.route("/geodata/basemap.pmtiles").get(getBasemap(settings)).all(allow("GET, HEAD"));
  app.route("/").get(getPage(settings)).all(allow("GET, HEAD"));
  app.use(serveClient(settings));

  app.use(() => {
    throw new HttpError(
      "not_found",
      "There is nothing at this address. /openapi.json lists what there is.",
    );
  });
  app.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    const { id } = contextOf(request);
    const ours = fromExpress(error);
    const problem = toProblem(ours, id);
    if (problem.status >= 500 && problem.status !== 503)
      log.error({ requestId: id, err: error }, problem.title);
    if (response.headersSent) {
      next(error);
      return;
    }
    if (codeOf(ours) === "busy") response.setHeader("Retry-After", slots.retryAfterSeconds());
    if (ours instanceof HttpError) response.set(ours.headers);
    response.removeHeader("ETag");
    response.setHeader("Cache-Control", "no-store");
    response.status(problem.status).type("application/problem+json").send(JSON.stringify(problem));
  });
  return app;
}

function allow(methods: string) {
  return (request: Request): never => {
    throw new HttpError(
      "method_not_allowed",
      `${request.method} does not work here, expected ${methods}.`,
      {
        Allow: methods,
      },
    );
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
