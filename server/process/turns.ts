import { setImmediate } from "node:timers/promises";

let last: Promise<void> = Promise.resolve();

/**
 * Waits for a turn of the event loop of one's own. Callbacks of `setImmediate` that were asked for together run together,
 * so photos that come back in one batch would hold the loop one after the other; here timers and connections get their
 * say between any two.
 */
export function takeTurn(): Promise<void> {
  last = last.then(() => setImmediate());
  return last;
}

/** Runs what pauses between its parts, each part in a turn of its own. */
export async function inTurns<T>(steps: Generator<void, T>): Promise<T> {
  for (;;) {
    await takeTurn();
    const step = steps.next();
    if (step.done) return step.value;
  }
}
