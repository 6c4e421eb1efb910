import { performance } from "node:perf_hooks";
import { cancelled } from "../../core/contracts/errors.ts";

export type Stopwatch = ReturnType<typeof startWatch>;

/** Times the stages of one photo, milliseconds, and stops between them once the caller has left. */
export function startWatch(signal: AbortSignal) {
  const started = performance.now();
  const laps: Record<string, number> = {};
  let last = started;
  return {
    /** Notes a stage's time, summed where it comes again; stops the work when the caller has left. */
    lap(stage: string): void {
      const now = performance.now();
      laps[stage] = round((laps[stage] ?? 0) + now - last);
      last = now;
      if (signal.aborted) throw cancelled();
    },
    laps: () => ({ ...laps, total: round(performance.now() - started) }),
  };
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
