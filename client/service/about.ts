import type { Features, ModelSummary } from "../../core/contracts/api.ts";
import { pause } from "./pause.ts";
import { authorization, token } from "./token.ts";

/** What the page knows of the service it speaks to. */
export interface About {
  readonly readiness: "asking" | "ready" | "warming" | "unreachable";
  readonly features: Features | null;
  /** The bundle that answers. */
  readonly model: ModelSummary | null;
}

export const UNKNOWN: About = { readiness: "asking", features: null, model: null };

const WAIT_MS = 2000;

/**
 * Asks until the service is ready, telling each change. What the operator allows is told as soon as it is known, for
 * the page can already check files while the model warms up.
 */
export async function watchService(
  tell: (about: About) => void,
  signal: AbortSignal,
): Promise<void> {
  let about = UNKNOWN;
  while (!signal.aborted) {
    const readiness = await askReadiness(signal);
    const features = about.features ?? (await getJson<Features>("/v1/features", signal));
    const mayAsk = readiness === "ready" && (!features?.tokenRequired || token.value !== "");
    const model = about.model ?? (mayAsk ? await askModel(signal) : null);
    about = { readiness, features, model };
    if (signal.aborted) return;
    tell(about);
    if (readiness === "ready" && features && model) return;
    await pause(WAIT_MS, signal);
  }
}

async function askReadiness(signal: AbortSignal): Promise<About["readiness"]> {
  try {
    const { ok, status } = await fetch("/readyz", { signal });
    if (ok) return "ready";
    return status === 503 ? "warming" : "unreachable";
  } catch {
    return "unreachable";
  }
}

/** The bundle that answers now; null where that cannot be learned. */
export async function askModel(signal: AbortSignal): Promise<ModelSummary | null> {
  const answer = await getJson<{ models: ModelSummary[] }>("/v1/models", signal);
  return answer?.models.find(({ selected }) => selected) ?? null;
}

async function getJson<T>(url: string, signal: AbortSignal): Promise<T | null> {
  try {
    const answer = await fetch(url, {
      signal,
      headers: { Accept: "application/json", ...authorization() },
    });
    return answer.ok ? ((await answer.json()) as T) : null;
  } catch {
    return null;
  }
}
