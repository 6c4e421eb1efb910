/** How a game is played. `album` and `challenge` play by the rules of another mode, on photos of their own. */
export const MODES = ["five", "daily", "streak", "bet", "album", "challenge"] as const;
export type Mode = (typeof MODES)[number];

/** The rules of a game's rounds: a pin, a pin of which the country counts, or a circle. */
export type Rules = "pin" | "country" | "circle";

/** Modes that have a leaderboard: all players draw from the same packs and nobody chose the photos. */
export const RANKED_MODES = ["five", "daily", "streak", "bet"] as const;
export type RankedMode = (typeof RANKED_MODES)[number];

export const RULES: Readonly<Record<Exclude<Mode, "challenge">, Rules>> = {
  five: "pin",
  daily: "pin",
  album: "pin",
  streak: "country",
  bet: "circle",
};

/** Rounds of a game, where there are that many photos. */
export const ROUNDS: Readonly<Record<Exclude<Mode, "challenge">, number>> = {
  five: 5,
  daily: 5,
  album: 5,
  // A streak ends with its first wrong country; this bounds what is drawn beforehand.
  streak: 100,
  bet: 10,
};

/** Seconds per photo that may be chosen; null plays without a clock. */
export const TIMERS_S: readonly (number | null)[] = [null, 30, 60, 120];
export const TIMER_S = { least: 10, most: 600 } as const;

/** A guess that arrives this long after its time still counts: slow networks are no fault of the player. */
export const GRACE_MS = 5000;

export function isRanked(mode: Mode): mode is RankedMode {
  return (RANKED_MODES as readonly Mode[]).includes(mode);
}
