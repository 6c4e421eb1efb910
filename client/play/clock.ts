import { signal } from "@preact/signals";

const TICK_MS = 200;
/** When the player is told how little time is left. */
const NEAR_END_S = 10;

/** Seconds that are left of the round, or null without a clock. */
export const secondsLeft = signal<number | null>(null);

let ticking: ReturnType<typeof setInterval> | undefined;

/** Counts down from what is left, in milliseconds; null stops the clock. */
export function startClock(
  leftMs: number | null,
  { onEnd, onNearEnd }: { onEnd(): void; onNearEnd(seconds: number): void },
): void {
  stopClock();
  if (leftMs === null) return;
  const deadline = performance.now() + leftMs;
  const tick = () => {
    const ms = deadline - performance.now();
    const seconds = Math.max(0, Math.ceil(ms / 1000));
    if (secondsLeft.value !== seconds) {
      secondsLeft.value = seconds;
      if (seconds === NEAR_END_S) onNearEnd(seconds);
    }
    if (ms > 0) return;
    stopClock();
    onEnd();
  };
  tick();
  ticking = setInterval(tick, TICK_MS);
}

export function stopClock(): void {
  clearInterval(ticking);
  secondsLeft.value = null;
}
