import type { EvaluationSummary } from "../../core/contracts/api.ts";
import { fieldsOf } from "../../core/eval/reading/document.ts";
import { failureFrom } from "../service/failure.ts";
import { authorization } from "../service/token.ts";
import type { RunFiles } from "./messages.ts";

/** A run that the operator keeps, as the service lists it. */
export type ServedRun = EvaluationSummary;

const ROOT = "/v1/evaluations";

/** The operator's runs; none where there is no service to ask, for files can be compared without one. */
export async function listServed(signal: AbortSignal): Promise<readonly ServedRun[]> {
  try {
    const answer = await fetch(ROOT, { signal, headers: headers() });
    if (!answer.ok) return [];
    const { evaluations } = fieldsOf(await answer.json()) ?? {};
    return Array.isArray(evaluations) ? evaluations.filter(isServedRun) : [];
  } catch {
    return [];
  }
}

/** A run as far as this page reads it; a service of another version may say more. */
function isServedRun(value: unknown): value is ServedRun {
  const { id, name, dataset, photos, files } = fieldsOf(value) ?? {};
  const texts: unknown[] = [id, name, dataset];
  return texts.every(isText) && Number.isFinite(photos) && Array.isArray(files);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** Fetches a run's summary and rows as the files they are. Throws a message for people. */
export async function fetchRunFiles({ id, name, files }: ServedRun): Promise<RunFiles> {
  const summary = await fetchFile(id, "summary.json");
  if (!files.includes("per_image.csv")) return { name, summary };
  return { name, summary, perImage: await fetchFile(id, "per_image.csv") };
}

/** One photo's line of predictions; null where the run has none for it. */
export async function fetchLine(id: string, photo: string): Promise<string | null> {
  const query = new URLSearchParams({ photo });
  const answer = await fetch(`${urlOf(id)}/prediction?${query}`, { headers: headers() });
  if (answer.status === 404) return null;
  if (!answer.ok) throw await problem(answer);
  return answer.text();
}

async function fetchFile(id: string, file: string): Promise<File> {
  const answer = await fetch(`${urlOf(id)}/files/${file}`, { headers: headers() }).catch(() => {
    throw new Error("The server did not answer. Check that it is running, then add the run again.");
  });
  if (!answer.ok) throw await problem(answer);
  return new File([await answer.blob()], file);
}

async function problem(answer: Response): Promise<Error> {
  const { title, detail } = failureFrom(answer.status, await answer.text(), null);
  return new Error(`${title}. ${detail}`);
}

function urlOf(id: string): string {
  return `${ROOT}/${encodeURIComponent(id)}`;
}

function headers(): Record<string, string> {
  return authorization();
}
