import type { StoredRound } from "../store/rounds.ts";

/** One instant by two clocks, milliseconds. */
export interface Instant {
  /** Since 1970, by the clock of the machine, which people and NTP set. */
  readonly now: number;
  /** Since some start, by a clock that nobody sets. */
  readonly steady: number;
}

/**
 * How long rounds have been open. Kept beside the stored times because those are of a clock that may be set: a round is
 * measured by the steady clock, from when this process opened it, or from the stored time when it first met it.
 */
export interface RoundClocks {
  /** Notes that a round was opened. */
  start(gameId: string, n: number, at: Instant): void;
  /** Rounds of a game, their `openedAt` such that `at.now - openedAt` is the time that has really passed. */
  correct(gameId: string, rounds: readonly StoredRound[], at: Instant): StoredRound[];
}

/** Open rounds that are remembered: those opened longest ago are forgotten first. */
const REMEMBERED = 100_000;

export function createRoundClocks(): RoundClocks {
  const opened = new Map<string, number>();
  const remember = (key: string, steady: number) => {
    opened.set(key, steady);
    if (opened.size > REMEMBERED) opened.delete(opened.keys().next().value!);
    return steady;
  };
  return {
    start(gameId, n, { steady }) {
      remember(`${gameId} ${n}`, steady);
    },
    correct(gameId, rounds, at) {
      return rounds.map((round) => {
        if (round.openedAt === null) return round;
        const key = `${gameId} ${round.n}`;
        if (round.points !== null) {
          opened.delete(key);
          return round;
        }
        // No round was opened later than now: the clock was set back while no process held the game.
        const passed = Math.max(0, at.now - round.openedAt);
        const steady = opened.get(key) ?? remember(key, at.steady - passed);
        return { ...round, openedAt: at.now - (at.steady - steady) };
      });
    },
  };
}
