import type { Fault } from "../../contracts/errors.ts";
import type { Position } from "../../earth/lng-lat.ts";
import type { ModelPin, ModelPlay } from "../model-play.ts";
import type { Strength } from "../strength.ts";

/** What a guess says; null and undefined where it says nothing. */
export interface GuessFields {
  readonly lat: number | null;
  readonly lng: number | null;
  readonly radiusKm?: number | undefined;
  readonly confidence?: number | undefined;
}

/** A pin that was placed, and the circle around it where one was drawn. */
export interface PlacedPin {
  /** Country of the pin, ISO 3166-1 alpha-2; null at sea. */
  readonly country: string | null;
  /** From the pin to the truth. */
  readonly distanceKm: number;
  readonly radiusKm: number | null;
  /** Probability that the circle holds the truth, 0.05 to 0.95. */
  readonly confidence: number | null;
}

/** Where a photo was taken. */
export interface Truth extends Position {
  readonly country: string | null;
}

/** A locked round as it is told: the player's or the model's. */
export interface Told {
  readonly points: number;
  readonly distanceKm: number | null;
  readonly countryCode: string | null;
  readonly radiusKm: number | null;
  readonly bet: { readonly areaKm2: number; readonly isHit: boolean } | null;
}

/** How whoever tells a result says sizes and countries: in the units and names of the reader. */
export interface Speech {
  distance(km: number): string;
  area(km2: number): string;
  country(code: string): string;
}

/** Points of a whole game. */
export interface Totals {
  readonly points: number;
  readonly modelPoints: number;
}

/** The words of a rule set, in pages and in what is shared. */
export interface RuleWords {
  /** What its points are called, over a column of them. */
  readonly unit: string;
  /** On the button that locks a guess. */
  readonly lock: string;
  /** What counts, for one who has placed a pin; null where that goes without saying. */
  readonly hint: string | null;
  /** The end of a game in a few words. */
  headline(totals: Totals): string;
  /** A finished game in lines that spoil nothing; the first goes on after the name of the mode. */
  share(totals: Totals, rounds: readonly Told[]): readonly string[];
  /** The player's own round as a sentence or two; `off` says how far from the pin the place lies, and where. */
  verdict(you: Told, country: string | null, off: string, speech: Speech): string;
  /** The model's round as a sentence. */
  modelVerdict(model: Told, speech: Speech): string;
}

/**
 * The rules of a game's rounds: what a guess must say, what it is worth, how the model plays it, when the game ends, and
 * what a page has to know and say. Pure; nobody else asks what the rules are called.
 */
export interface RuleSet {
  /** What a guess lacks or has too much of, or null. Its pin is whole or missing. */
  faultOf(guess: GuessFields): Fault | null;
  /** What a pin is worth: whole points, which may be negative. No pin is worth 0 by all rules. */
  pointsOf(pin: PlacedPin, truth: Pick<Truth, "country">): number;
  /** Where the model stands. */
  modelPin(play: ModelPlay, strength: Strength): ModelPin;
  /** The bet by which the model plays; null where none is made. */
  modelBet(play: ModelPlay): ModelPlay["bet"];
  /** What the model's play is worth. */
  modelPointsOf(play: ModelPlay, strength: Strength, truth: Truth): number;
  /** Whether a round of so many points ends the game before its last photo. */
  isOver(points: number): boolean;
  /** Whether nobody knows beforehand how many rounds there will be. */
  readonly isOpenEnded: boolean;
  /** Whether a game is won or lost against the model's total. */
  readonly isAgainstModel: boolean;
  /** Whether a guess is a pin and its distance alone counts: those are exported as pins. */
  readonly countsDistance: boolean;
  /** Whether the page draws a circle around the pin and asks how sure the player is. */
  readonly drawsCircle: boolean;
  readonly words: RuleWords;
}

/** Refuses circles where none are played. */
export function noCircle({ radiusKm, confidence }: GuessFields): Fault | null {
  if (radiusKm === undefined && confidence === undefined) return null;
  return { pointer: "body/radiusKm", detail: "only the mode `bet` has circles" };
}
