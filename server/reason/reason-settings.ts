import { join } from "node:path";
import { type Config, ConfigError } from "../settings/config.ts";
import type { ReasonSettings } from "./client.ts";

/**
 * What the operator's settings say of a multimodal model; null where nobody is to be asked.
 *
 * @throws ConfigError where only one of address and model is set
 */
export function reasonSettings(config: Config): ReasonSettings | null {
  const { reasonUrl, reasonModel } = config;
  if (reasonUrl === null && reasonModel === null) return null;
  if (reasonUrl === null || reasonModel === null) {
    throw new ConfigError([
      "GRATICULE_REASON_URL and GRATICULE_REASON_MODEL go together: set both, or neither",
    ]);
  }
  return {
    url: reasonUrl,
    model: reasonModel,
    key: config.reasonKey,
    timeoutMs: config.reasonTimeout * 1000,
    concurrency: config.reasonConcurrency,
    perPhoto: { calls: config.reasonCalls, tokens: config.reasonTokens },
    perDay: { calls: config.reasonDayCalls, tokens: config.reasonDayTokens },
    folder: join(config.data, "reason"),
    edge: config.reasonEdge,
    record: config.reasonRecord,
    replay: config.reasonReplay,
  };
}
