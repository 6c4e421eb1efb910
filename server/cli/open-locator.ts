import type { Locator } from "../locate/locator.ts";
import { locatorSettings } from "../locate/locator-settings.ts";
import type { Config } from "../settings/config.ts";
import type { Progress } from "./progress.ts";
import { complain, type Terminal } from "./terminal.ts";

/** Opens the model that answers, with its progress shown, and its notes told unless quiet is wished. The caller closes it. */
export async function openCliLocator(
  config: Config,
  terminal: Terminal,
  { show }: Pick<Progress, "show">,
  isQuiet = false,
): Promise<Locator> {
  return terminal.openLocator({
    ...locatorSettings(config, await terminal.geography()),
    onProgress: (done, total, what) => show(done, total, what),
    log(message) {
      if (!isQuiet) complain(terminal, message);
    },
  });
}
