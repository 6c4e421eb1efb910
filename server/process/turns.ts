import { setImmediate } from "node:timers/promises";
import type { TakeTurn } from "../../core/locate/turns.ts";

/**
 * Turns of the event loop for those who share it. Callbacks of `setImmediate` that were asked for together run together,
 * so photos that come back in one batch would hold the loop one after the other; here timers and connections get their
 * say between any two.
 */
export function createTurns(): TakeTurn {
  let last: Promise<void> = Promise.resolve();
  return () => {
    last = last.then(() => setImmediate());
    return last;
  };
}
