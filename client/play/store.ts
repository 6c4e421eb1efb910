import { computed, signal } from "@preact/signals";
import type { CellProbability } from "../../core/contracts/prediction.ts";
import { type Position, roundDegrees } from "../../core/earth/lng-lat.ts";
import type { Daily, Game, Guess, Packs, Player, Round } from "../../core/game/api.ts";
import type { Mode } from "../../core/game/modes.ts";
import { RULE_SETS } from "../../core/game/rules/registry.ts";
import type { RuleSet } from "../../core/game/rules/rule-set.ts";
import type { Strength } from "../../core/game/strength.ts";
import type { Failure } from "../service/failure.ts";
import { startClock, stopClock } from "./clock.ts";
import { REVEAL_END, revealStep, settled, startReveal, stopReveal } from "./reveal-steps.ts";
import * as service from "./service.ts";
import { lockedWords, openedWords } from "./spoken.ts";

// What the Play view holds. Components read the signals and call the functions below; nothing else changes them.

export type Phase = "lobby" | "looking" | "revealed" | "results";

export const phase = signal<Phase>("lobby");
export const game = signal<Game | null>(null);
/** The round on the page, from 1. */
export const roundN = signal(1);
export const photoUrl = signal<string | null>(null);
export const pin = signal<Position | null>(null);
export const radiusKm = signal(500);
export const confidence = signal(0.8);
export const isBusy = signal(false);
export const failure = signal<Failure | null>(null);
const NO_CELLS: readonly CellProbability[] = [];
export const cells = signal(NO_CELLS);
export const shownCells = computed(() => (revealStep.value >= REVEAL_END ? cells.value : NO_CELLS));
/** Phones show the photo or the map. */
export const isMapOpen = signal(false);
/** What is read out. */
export const announcement = signal("");

export const packs = signal<Packs | null>(null);
export const player = signal<Player | null>(null);
export const today = signal<Daily | null>(null);
/** Whose rounds the address asks to play. */
export const invited = signal<string | null>(null);

export const strength = signal<Strength>("full");
export const timerS = signal<number | null>(null);

export const round = computed<Round | null>(
  () => game.value?.rounds.find(({ n }) => n === roundN.value) ?? null,
);
export const rules = computed<RuleSet | null>(() =>
  game.value ? RULE_SETS[game.value.rules] : null,
);
export const reveal = computed(() => round.value?.reveal ?? null);
export const canLock = computed(
  () => phase.value === "looking" && pin.value !== null && photoUrl.value !== null && !isBusy.value,
);

/** One key per wish: a repeated click, or a retry after a broken line, is the same wish. */
let key = crypto.randomUUID();

/** Learns what can be played. */
export async function openLobby(): Promise<void> {
  await attempt(async () => {
    [packs.value, player.value] = await Promise.all([service.getPacks(), service.getPlayer()]);
    if (packs.value.photos > 0) today.value = await service.getDaily(packs.value.today);
  });
}

/** Starts a game and its first round. */
export async function begin(
  mode: Mode,
  more: { challenge?: string; album?: string } = {},
): Promise<void> {
  await once(async () => {
    const settings = mode === "challenge" ? {} : { strength: strength.value, timerS: timerS.value };
    game.value = await service.startGame({ mode, ...settings, ...more }, key);
    key = crypto.randomUUID();
    await openRound(game.value.round ?? 1);
  });
}

/** Goes on with a game, or shows its results. */
export async function resume(id: string): Promise<void> {
  await once(async () => {
    game.value = await service.getGame(id);
    if (game.value.round === null) showResults();
    else await openRound(game.value.round);
  });
}

/** Opens a round, which starts its clock, and shows its photo; the time that the photo took is gone from the clock. */
async function openRound(n: number): Promise<void> {
  stopReveal();
  dropPhoto();
  roundN.value = n;
  pin.value = null;
  cells.value = NO_CELLS;
  revealStep.value = 0;
  isMapOpen.value = false;
  phase.value = "looking";
  const { id } = game.value!;
  const found = await unlessLeft(id, async () => {
    const opened = await service.openRound(id, n);
    const openedAt = performance.now();
    const photo = await service.getPhoto(id, n);
    return { opened, photo, waitedMs: performance.now() - openedAt };
  });
  if (!found) return;
  photoUrl.value = URL.createObjectURL(found.photo);
  game.value = found.opened;
  const remainingMs = round.value?.remainingMs ?? null;
  const left = remainingMs === null ? null : Math.max(0, remainingMs - found.waitedMs);
  key = crypto.randomUUID();
  startClock(left, {
    // The pin that stands counts; without one the round counts nothing.
    onEnd: () => void sendGuess(),
    onNearEnd: (seconds) => {
      announcement.value = `${seconds} seconds left.`;
    },
  });
  announcement.value = openedWords(game.value!, n, left);
}

/** Puts or moves the pin, where the round is open. */
export function place(at: Position): void {
  if (phase.value !== "looking" || isBusy.value) return;
  pin.value = { lat: roundDegrees(at.lat), lng: roundDegrees(at.lng) };
}

/** Locks the pin as the guess. Only the first call counts, from whatever key or button it comes. */
export function lock(): Promise<void> {
  return canLock.value ? sendGuess() : Promise.resolve();
}

/** Locks what there is: at the end of the time, or when the player passes. */
export async function sendGuess(): Promise<void> {
  if (phase.value !== "looking" || isBusy.value) return;
  await once(async () => {
    const { id, rules } = game.value!;
    const { drawsCircle } = RULE_SETS[rules];
    const n = roundN.value;
    const guess: Guess = pin.value
      ? {
          ...pin.value,
          ...(drawsCircle && { radiusKm: radiusKm.value, confidence: confidence.value }),
        }
      : { lat: null, lng: null };
    const locked = await unlessLeft(id, () =>
      service.sendGuess(id, n, guess, key).catch((error) => {
        const code = error instanceof service.PlayError ? error.failure.code : "";
        // The round was closed by the clock or in another tab: what counts is there.
        if (code !== "guess_late" && code !== "round_closed") throw error;
        return service.getGame(id);
      }),
    );
    if (!locked) return;
    game.value = locked;
    stopClock();
    key = crypto.randomUUID();
    isMapOpen.value = true;
    phase.value = "revealed";
    announcement.value = lockedWords(locked, n);
    startReveal();
    void loadCells(id, n);
  });
}

async function loadCells(id: string, n: number): Promise<void> {
  const prediction = await service.getPrediction(id, n).catch(() => null);
  if (prediction && game.value?.id === id && roundN.value === n) cells.value = prediction.cells;
}

/** The next round, or the results after the last. */
export async function goOn(): Promise<void> {
  // The second click of a double click on the lock is not meant for what came in its place.
  if (phase.value !== "revealed" || !settled.value) return;
  const next = game.value?.round ?? null;
  if (next === null) showResults();
  else await once(() => openRound(next));
}

export function showResults(): void {
  stopReveal();
  stopClock();
  dropPhoto();
  cells.value = NO_CELLS;
  isMapOpen.value = false;
  phase.value = "results";
  void service.getPlayer().then(
    (found) => {
      player.value = found;
    },
    () => {},
  );
}

export function leave(): void {
  stopReveal();
  stopClock();
  dropPhoto();
  game.value = null;
  pin.value = null;
  cells.value = NO_CELLS;
  failure.value = null;
  isMapOpen.value = false;
  phase.value = "lobby";
  announcement.value = "";
  void openLobby();
}

function dropPhoto(): void {
  if (photoUrl.value) URL.revokeObjectURL(photoUrl.value);
  photoUrl.value = null;
}

/** Runs one task at a time; what comes meanwhile is not done later but not at all. */
async function once(task: () => Promise<void>): Promise<void> {
  if (isBusy.value) return;
  isBusy.value = true;
  try {
    await attempt(task);
  } finally {
    isBusy.value = false;
  }
}

/** What is asked for a game; null once the player has left it: whoever has left is told neither of that nor of a failure. */
async function unlessLeft<T>(id: string, ask: () => Promise<T>): Promise<T | null> {
  try {
    const found = await ask();
    return game.value?.id === id ? found : null;
  } catch (error) {
    if (game.value?.id === id) throw error;
    return null;
  }
}

async function attempt(task: () => Promise<void>): Promise<void> {
  failure.value = null;
  try {
    await task();
  } catch (error) {
    if (!(error instanceof service.PlayError)) throw error;
    failure.value = error.failure;
    announcement.value = `${error.failure.title}. ${error.failure.detail}`;
  }
}

/** Asks again for what failed: the photo of the round, or the guess. */
export async function retry(): Promise<void> {
  if (phase.value === "lobby") return openLobby();
  if (phase.value === "looking" && !photoUrl.value) return once(() => openRound(roundN.value));
  if (phase.value === "looking") return sendGuess();
}
