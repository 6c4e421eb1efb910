import type { Position } from "../../core/earth/lng-lat.ts";
import type { Game, Reveal } from "../../core/game/api.ts";
import { offsetOf } from "../../core/game/direction.ts";
import { RULE_SETS } from "../../core/game/rules/registry.ts";
import type { Speech } from "../../core/game/rules/rule-set.ts";
import { countryName } from "../words/countries.ts";
import { formatPosition } from "../words/position.ts";
import { traitsWords } from "./traits.ts";
import { areaText, distanceText } from "./units.ts";

// The game in words: what a screen reader says, and the lines that stand under the photo.

const SPEECH: Speech = { distance: distanceText, area: areaText, country: countryName };

/** A round has begun. */
export function openedWords(game: Game, n: number, leftMs: number | null): string {
  const of = RULE_SETS[game.rules].isOpenEnded ? "" : ` of ${game.roundCount}`;
  const time = leftMs === null ? "" : ` ${Math.round(leftMs / 1000)} seconds.`;
  return `Round ${n}${of}. The photo is shown.${time} Place your pin with the arrow keys, lock it with Enter.`;
}

/**
 * Where the pin stands.
 *
 * @param place as `near Lyon, France`; null while the names of places are not known
 */
export function pinWords(at: Position, place: string | null): string {
  return `Pin at ${formatPosition(at, 1)}${place ? `, ${place}` : ""}.`;
}

/** The result of a round, distance and direction in it. */
export function lockedWords(game: Game, n: number): string {
  const reveal = game.rounds.find((round) => round.n === n)?.reveal;
  if (!reveal) return "";
  return `${placeText(reveal)}. ${verdict(reveal, game)} ${modelVerdict(reveal, game)} ${traitsWords(reveal)}`.trim();
}

/** "Lyon, Auvergne-Rhône-Alpes, France". */
export function placeText({ place }: Pick<Reveal, "place">): string {
  const parts = [place.city, place.division, place.country].filter((part) => part !== null);
  return [...new Set(parts)].join(", ") || "Far from any country";
}

/** The player's own result as a sentence. */
export function verdict({ you, truth, place }: Reveal, game: Game): string {
  if (!you.at || you.distanceKm === null) return "You placed no pin.";
  const off =
    you.distanceKm <= 0.025
      ? "You are right on the spot."
      : `You are ${distanceText(you.distanceKm)} off; it lies ${whither(you.at, truth)}.`;
  return RULE_SETS[game.rules].words.verdict(you, place.country, off, SPEECH);
}

/** A part of the way that is less of it than this is not told. */
const LEAST_PART = 0.1;

/** "south-west of your pin, 300 km south and 420 km west": as the map shows it. */
function whither(from: Position, to: Position): string {
  const { compass, eastKm, northKm } = offsetOf(from, to);
  const ways = [
    [northKm, northKm < 0 ? "south" : "north"],
    [eastKm, eastKm < 0 ? "west" : "east"],
  ] as const;
  const least = LEAST_PART * Math.hypot(eastKm, northKm);
  const parts = ways.filter(([km]) => Math.abs(km) > least);
  const told = parts.map(([km, way]) => `${distanceText(Math.abs(km))} ${way}`);
  return `${compass} of your pin${told.length > 1 ? `, ${told.join(" and ")}` : ""}`;
}

/** The model's result as a sentence. */
export function modelVerdict({ model }: Reveal, game: Game): string {
  if (!model) return "The model did not play this photo.";
  return RULE_SETS[game.rules].words.modelVerdict(model, SPEECH);
}
