import type { Features, ModelSummary } from "../../core/contracts/api.ts";
import type { Refused } from "./client.ts";
import { pause } from "./pause.ts";
import { service } from "./service.ts";
import { token } from "./token.ts";

/** What the page knows of the service it speaks to. */
export interface About {
  readonly readiness: "asking" | "ready" | "warming" | "unreachable" | "answer_unreadable";
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
    let readiness = await askReadiness(signal);
    let { features, model } = about;
    if (!features) {
      const asked = await service.ask("getFeatures", { signal });
      if ("answer" in asked) features = asked.answer;
      else if (isUnreadable(asked)) readiness = "answer_unreadable";
    }
    if (!model && readiness === "ready" && (!features?.tokenRequired || token.value !== "")) {
      const asked = await service.ask("listModels", { signal });
      if ("answer" in asked) model = selectedOf(asked.answer.models);
      else if (isUnreadable(asked)) readiness = "answer_unreadable";
    }
    about = { readiness, features, model };
    if (signal.aborted) return;
    tell(about);
    if (readiness === "ready" && features && model) return;
    await pause(WAIT_MS, signal);
  }
}

async function askReadiness(signal: AbortSignal): Promise<About["readiness"]> {
  const asked = await service.ask("getReadiness", { signal });
  if ("answer" in asked) return "ready";
  if (isUnreadable(asked)) return "answer_unreadable";
  return asked.status === 503 ? "warming" : "unreachable";
}

/** The bundle that answers now; null where that cannot be learned. */
export async function askModel(signal: AbortSignal): Promise<ModelSummary | null> {
  const asked = await service.ask("listModels", { signal });
  return "answer" in asked ? selectedOf(asked.answer.models) : null;
}

function selectedOf(models: readonly ModelSummary[]): ModelSummary | null {
  return models.find(({ selected }) => selected) ?? null;
}

function isUnreadable({ failure }: Refused): boolean {
  return failure.code === "answer_unreadable";
}
