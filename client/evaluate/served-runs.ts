import type { EvaluationSummary } from "../../core/contracts/api.ts";
import type { Failure } from "../service/failure.ts";
import { service } from "../service/service.ts";
import type { RunFiles } from "./messages.ts";

/** A run that the operator keeps, as the service lists it. */
export type ServedRun = EvaluationSummary;

/** The operator's runs; none where there is no service to ask, for files can be compared without one. */
export async function listServed(
  signal: AbortSignal,
): Promise<{ readonly runs: readonly ServedRun[]; readonly failure: Failure | null }> {
  const asked = await service.ask("listEvaluations", { signal });
  if ("answer" in asked) return { runs: asked.answer.evaluations, failure: null };
  const { failure } = asked;
  return { runs: [], failure: failure.code === "answer_unreadable" ? failure : null };
}

/** Fetches a run's summary and rows as the files they are. Throws a message for people. */
export async function fetchRunFiles({ id, name, files }: ServedRun): Promise<RunFiles> {
  const summary = await fetchFile(id, "summary.json");
  if (!files.includes("per_image.csv")) return { name, summary };
  return { name, summary, perImage: await fetchFile(id, "per_image.csv") };
}

/** One photo's line of predictions; null where the run has none for it. */
export async function fetchLine(id: string, photo: string): Promise<string | null> {
  const given = { params: { id }, query: { photo } };
  const sent = await service.fetch("getEvaluationPrediction", given);
  if ("response" in sent) return sent.response.text();
  if (sent.status === 404) return null;
  throw inWords(sent.failure);
}

async function fetchFile(id: string, name: "summary.json" | "per_image.csv"): Promise<File> {
  const sent = await service.fetch("getEvaluationFile", { params: { id, name } });
  if ("response" in sent) return new File([await sent.response.blob()], name);
  if (sent.status !== null) throw inWords(sent.failure);
  throw new Error("The server did not answer. Check that it is running, then add the run again.");
}

function inWords({ title, detail }: Failure): Error {
  return new Error(`${title}. ${detail}`);
}
