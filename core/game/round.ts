import { GRACE_MS } from "./modes.ts";

/** A round from the server's side; times are milliseconds of the server's clock. */
export interface RoundClock {
  /** When it was opened; null before. */
  readonly openedAt: number | null;
  readonly timerS: number | null;
  readonly isLocked: boolean;
}

export type RoundState = "waiting" | "open" | "late" | "locked";

/** Where a round stands. `late` is past its time and the grace: a guess is refused and counts nothing. */
export function roundState({ openedAt, timerS, isLocked }: RoundClock, now: number): RoundState {
  if (isLocked) return "locked";
  if (openedAt === null) return "waiting";
  if (timerS !== null && now > openedAt + timerS * 1000 + GRACE_MS) return "late";
  return "open";
}

/** Milliseconds of play that remain, without the grace; null without a clock or before it runs. */
export function remainingMs({ openedAt, timerS }: RoundClock, now: number): number | null {
  if (timerS === null || openedAt === null) return null;
  return Math.max(0, openedAt + timerS * 1000 - now);
}

/** Milliseconds of thought, never more than the clock allows: the grace is for the network. */
export function usedMs({ openedAt, timerS }: RoundClock, now: number): number {
  const used = Math.max(0, now - (openedAt ?? now));
  return timerS === null ? used : Math.min(used, timerS * 1000);
}
