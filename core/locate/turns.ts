import type { Steps } from "../earth/steps.ts";

/**
 * Waits until long work may go on: for a turn of the event loop that many share; where nobody else waits, as in a worker,
 * for nothing.
 */
export type TakeTurn = () => Promise<void>;

/** Runs what pauses between its parts, each part in a turn of its own. */
export async function inTurns<T>(steps: Steps<T>, takeTurn: TakeTurn): Promise<T> {
  for (;;) {
    await takeTurn();
    const step = steps.next();
    if (step.done) return step.value;
  }
}
