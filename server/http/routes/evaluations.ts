import { EVALUATION_ROUTES } from "../../../core/contracts/routes/evaluations.ts";
import { createEvaluationRuns, type EvaluationRuns } from "../../eval/evaluation-runs.ts";
import { HttpError } from "../problems/http-error.ts";
import { ANSWERED, answer } from "../route.ts";
import { sendFile } from "../send-file.ts";
import type { Service } from "../service.ts";

/** The operator's evaluation runs. */
export const EVALUATIONS = answer(EVALUATION_ROUTES, {
  async listEvaluations(_call, { service }) {
    return { evaluations: await runsOf(service).list() };
  },
  async getEvaluation({ params, response }, { service }) {
    const summary = await runsOf(service).summary(params.id);
    if (!summary) throw noRun();
    response.json(summary);
    return ANSWERED;
  },
  async getEvaluationFile({ params, response }, { service }) {
    const file = await runsOf(service).file(params.id, params.name);
    if (!file) throw noFile();
    const options = { root: file.folder, headers: { "Content-Type": file.type } };
    return sendFile(response, file.name, { ...options, cacheControl: false }, noFile);
  },
  async getEvaluationPrediction({ params, query, response }, { service }) {
    const line = await runsOf(service).prediction(params.id, query.photo);
    if (line === null) {
      throw new HttpError("not_found", "The run has no prediction of that photo.");
    }
    response.type("application/json").send(line);
    return ANSWERED;
  },
});

function runsOf({ evaluations }: Service): EvaluationRuns {
  return evaluations ?? createEvaluationRuns(null);
}

function noRun(): HttpError {
  return new HttpError("not_found", "There is no run of that name; /v1/evaluations lists them.");
}

function noFile(): HttpError {
  return new HttpError("not_found", "The run has no such file; `files` of the list names them.");
}
