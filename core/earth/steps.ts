/**
 * Long work that pauses between its parts, so that whoever shares a thread with it may attend to others. What it gives does
 * not depend on the pauses.
 */
export type Steps<T> = Generator<void, T>;

/** Work without its pauses. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
