import type { PlaceFinder } from "../../core/contracts/hint-text.ts";
import type { ReasonFeature } from "../../core/contracts/reasoning.ts";
import type { TakeTurn } from "../../core/locate/turns.ts";
import type { Config } from "../settings/config.ts";
import { reasonSettings } from "./reason-settings.ts";
import type { Reasoner } from "./reasoner.ts";
import { receiverOf } from "./receiver.ts";
import { readShares } from "./shares.ts";

/**
 * The reasoner of the operator's settings; null where nobody is to be asked. Nothing is loaded or called before it is asked.
 *
 * @throws ConfigError for settings that do not go together, and a file of shares that is none
 */
export function openReasoner(
  config: Config,
  finder: () => Promise<PlaceFinder>,
  takeTurn: TakeTurn,
): Reasoner | null {
  const settings = reasonSettings(config);
  if (settings === null) return null;
  const shares = readShares(config.reasonShares, settings.model);
  let opened: Promise<Reasoner> | null = null;
  const open = async () => {
    const [{ createReasonClient }, { createReasoner }] = await Promise.all([
      import("./client.ts"),
      import("./reasoner.ts"),
    ]);
    return createReasoner(createReasonClient(settings), finder, shares, takeTurn);
  };
  return {
    edge: settings.edge,
    async reason(...asked) {
      opened ??= open();
      return (await opened).reason(...asked);
    },
  };
}

/** What is told of it to whoever may ask it; null where nobody is to be asked. */
export function reasonFeature(config: Config): ReasonFeature | null {
  const settings = reasonSettings(config);
  if (settings === null) return null;
  const { model, url, edge, perPhoto } = settings;
  return { model, receiver: receiverOf(url), edge, calls: perPhoto.calls };
}
