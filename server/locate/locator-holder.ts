import { GraticuleError } from "../../core/contracts/errors.ts";
import type { PredictionOptions } from "../../core/contracts/options.ts";
import type { Prediction } from "../../core/contracts/prediction.ts";
import type { Locator } from "./locator.ts";

/** The locator that answers; another may take its place while requests are under way. */
export interface LocatorHolder {
  /** Null until the first was put in. */
  current(): Locator | null;
  locate(photo: Uint8Array, options: PredictionOptions, signal: AbortSignal): Promise<Prediction>;
  /** Further requests go to the new one; the old one is closed when its last request has ended. */
  put(next: Locator): void;
  /** Closes all that are left. */
  close(): Promise<void>;
}

export function createLocatorHolder(): LocatorHolder {
  let held: { locator: Locator; running: number } | null = null;
  const closing = new Set<Promise<void>>();

  function retire(locator: Locator): void {
    const closed = locator.close().finally(() => closing.delete(closed));
    closing.add(closed);
  }

  return {
    current: () => held?.locator ?? null,
    async locate(photo, options, signal) {
      const own = held;
      if (!own) throw new GraticuleError("internal", "The model is not open.");
      own.running += 1;
      try {
        return await own.locator.locate(photo, options, signal);
      } finally {
        own.running -= 1;
        if (own !== held && own.running === 0) retire(own.locator);
      }
    },
    put(next) {
      const old = held;
      held = { locator: next, running: 0 };
      if (old && old.running === 0) retire(old.locator);
    },
    async close() {
      const last = held?.locator;
      held = null;
      await Promise.all([...closing, last?.close()]);
    },
  };
}
