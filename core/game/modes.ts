import type { Rules } from "./rules/registry.ts";

/** A way to play: whose photos, by which rules, how many, and what it is called. */
export interface ModeKind {
  /** Null: those of the game that the challenge began with, and as many rounds. */
  readonly rules: Rules | null;
  /** Rounds of a game, where there are that many photos. */
  readonly rounds: number | null;
  /** `fresh`: of the packs, those first that the player has not seen. `day`: the same for everyone on a day. */
  readonly photos: "fresh" | "day" | "album" | "challenge";
  /** Its name in what is shared, and in the lobby. */
  readonly title: string;
  /** What one does, where the lobby offers it as a game of its own; null where it stands elsewhere on the page. */
  readonly note: string | null;
  /** Its leaderboard: the name of its tab, and what is said while nobody is on it. Null: nobody is ranked. */
  readonly board: { readonly title: string; readonly empty: string } | null;
}

/** All modes, in the order of the page. */
export const MODE_KINDS = {
  daily: {
    rules: "pin",
    rounds: 5,
    photos: "day",
    title: "Daily",
    note: null,
    board: {
      title: "Today",
      empty: "Nobody has played today's photos yet. The first place is free.",
    },
  },
  five: {
    rules: "pin",
    rounds: 5,
    photos: "fresh",
    title: "Five rounds",
    note: "Five photos, your pin against the model's.",
    board: {
      title: "Five rounds",
      empty: "No five rounds that count yet. The first place is free.",
    },
  },
  bet: {
    rules: "circle",
    rounds: 10,
    photos: "fresh",
    title: "Bet your area",
    note: "Draw a circle and say how sure you are. Ten photos; honesty pays best.",
    board: { title: "Bet", empty: "Nobody has bet on ten photos yet. The first place is free." },
  },
  streak: {
    rules: "country",
    // A streak ends with its first wrong country; this bounds what is drawn beforehand.
    rounds: 100,
    photos: "fresh",
    title: "Country streak",
    note: "Put your pin into the right country; the first wrong one ends it.",
    board: { title: "Streak", empty: "No streak that counts yet. The first place is free." },
  },
  album: {
    rules: "pin",
    rounds: 5,
    photos: "album",
    title: "Album",
    note: null,
    board: null,
  },
  challenge: {
    rules: null,
    rounds: null,
    photos: "challenge",
    title: "Challenge",
    note: null,
    board: null,
  },
} as const satisfies Readonly<Record<string, ModeKind>>;

export type Mode = keyof typeof MODE_KINDS;
export const MODES = Object.keys(MODE_KINDS) as readonly Mode[];

/** Modes that have a leaderboard: all players draw from the same packs and nobody chose the photos. */
export type RankedMode = {
  [M in Mode]: (typeof MODE_KINDS)[M]["board"] extends null ? never : M;
}[Mode];
export const RANKED_MODES: readonly RankedMode[] = MODES.filter(isRanked);

export function isRanked(mode: Mode): mode is RankedMode {
  return MODE_KINDS[mode].board !== null;
}

/** Seconds per photo that may be chosen; null plays without a clock. */
export const TIMERS_S: readonly (number | null)[] = [null, 30, 60, 120];
export const TIMER_S = { least: 10, most: 600 } as const;

/** A guess that arrives this long after its time still counts: slow networks are no fault of the player. */
export const GRACE_MS = 5000;
