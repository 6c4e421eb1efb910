import type { Geography } from "../../core/earth/geography.ts";
import { createPlaceFinder } from "../../core/earth/place-finder.ts";
import type { PhotoLimits } from "../photo/photo.ts";
import { createTurns } from "../process/turns.ts";
import { openReasoner } from "../reason/open.ts";
import type { Config } from "../settings/config.ts";
import { bundleFolder, indexFile } from "../settings/folders.ts";
import { photoLimits } from "../settings/photo-limits.ts";
import type { LocatorSettings } from "./locator.ts";

/**
 * What the operator's settings say of locating; the bundle is the one that is to answer.
 *
 * @throws ConfigError for settings of a multimodal model that do not go together
 */
export function locatorSettings(
  config: Config,
  geography: Geography,
  limits: PhotoLimits = photoLimits(config),
): LocatorSettings {
  const { cache, threads, provider, finestResolution } = config;
  return {
    geography,
    bundleFolder: bundleFolder(config),
    indexFile: config.index === null ? null : indexFile(config.index, config),
    cacheFolder: cache,
    threads,
    provider,
    limits,
    finestResolution,
    reasoner: openReasoner(config, async () => createPlaceFinder(geography.names), createTurns()),
  };
}
