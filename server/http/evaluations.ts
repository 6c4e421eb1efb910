import type { Express, RequestHandler } from "express";
import type { EvaluationRuns } from "../eval/evaluation-runs.ts";
import { HttpError } from "./problems.ts";

interface Parts {
  readonly runs: EvaluationRuns;
  readonly guard: RequestHandler;
  readonly allow: (methods: string) => RequestHandler;
}

/** Puts the operator's evaluation runs on the app: to be read, never written. */
export function serveEvaluations(app: Express, { runs, guard, allow }: Parts): void {
  function route(path: string, handler: RequestHandler<{ id: string; name: string }>): void {
    const fresh: RequestHandler = (_request, response, next) => {
      response.setHeader("Cache-Control", "no-cache");
      next();
    };
    app
      .route(path)
      .get(guard, fresh, handler as unknown as RequestHandler)
      .all(allow("GET, HEAD"));
  }

  route("/v1/evaluations", async (_request, response) => {
    response.json({ evaluations: await runs.list() });
  });
  route("/v1/evaluations/:id", async (request, response) => {
    const summary = await runs.summary(request.params.id);
    if (!summary) throw noRun();
    response.json(summary);
  });
  route("/v1/evaluations/:id/files/:name", async (request, response, next) => {
    const { id, name } = request.params;
    const file = await runs.file(id, name);
    if (!file) {
      throw new HttpError("not_found", "The run has no such file; `files` of the list names them.");
    }
    const options = { root: file.folder, headers: { "Content-Type": file.type } };
    response.sendFile(file.name, { ...options, cacheControl: false }, (error) => {
      if (error && !response.headersSent) next(error);
    });
  });
  route("/v1/evaluations/:id/prediction", async (request, response) => {
    const query = new URL(request.originalUrl, "http://localhost").searchParams;
    const photo = query.get("photo") ?? "";
    const line = await runs.prediction(request.params.id, photo);
    if (line === null) {
      throw new HttpError("not_found", "The run has no prediction of that photo.");
    }
    response.type("application/json").send(line);
  });
}

function noRun(): HttpError {
  return new HttpError("not_found", "There is no run of that name; /v1/evaluations lists them.");
}
