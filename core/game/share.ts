import { GEOSCORE_MAX } from "../geo-score.ts";
import type { Game } from "./api.ts";

const SQUARES = 5;
const FULL = "\u{1F7E6}";
const EMPTY = "\u{2B1C}";
const NAMES = {
  five: "Five rounds",
  daily: "Daily",
  streak: "Country streak",
  bet: "Bet your area",
  album: "Album",
  challenge: "Challenge",
} as const;

/**
 * A finished game in a few lines that spoil nothing: points as squares, no place, distance or direction. The link, if
 * any, is to the same rounds.
 */
export function shareText(game: Game, link: string | null): string {
  const title = `Graticule ${NAMES[game.mode]}${game.date ? ` ${game.date}` : ""}`;
  const lines =
    game.rules === "country"
      ? [`${title}: ${game.points} ${game.points === 1 ? "country" : "countries"} in a row`]
      : [
          `${title}: ${game.points.toLocaleString("en")} points, model ${game.modelPoints.toLocaleString("en")}`,
          ...game.rounds.map(({ reveal }) => squares(reveal?.you.points ?? 0)),
        ];
  return [...lines, ...(link ? [link] : [])].join("\n");
}

function squares(points: number): string {
  const full = Math.max(0, Math.min(SQUARES, Math.round((points / GEOSCORE_MAX) * SQUARES)));
  return FULL.repeat(full) + EMPTY.repeat(SQUARES - full);
}
