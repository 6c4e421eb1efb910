import { signal } from "@preact/signals";
import { type About, askModel, UNKNOWN } from "../service/about.ts";

/** What the page knows of its service, for every view; the watch over the service tells it. */
export const about = signal<About>(UNKNOWN);

/** Asks which model answers now; answers whether that could be learned. */
export async function learnModel(signal: AbortSignal): Promise<boolean> {
  const model = await askModel(signal);
  if (model) about.value = { ...about.value, model };
  return model !== null;
}
