import { GEOSCORE_MAX } from "../belief/geo-score.ts";
import type { Game } from "./api.ts";
import { pointsNumber } from "./points.ts";

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
          `${title}: ${pointsNumber(game.points)} points, model ${pointsNumber(game.modelPoints)}`,
          ...squaresOf(game),
        ];
  return [...lines, ...(link ? [link] : [])].join("\n");
}

/** A line per photo; of bets one line, with a full square for each circle that held the place. */
function squaresOf({ rules, rounds }: Game): string[] {
  const played = rounds.flatMap(({ reveal }) => (reveal ? [reveal.you] : []));
  if (rules !== "circle") return played.map(({ points }) => squares(points));
  return [played.map(({ bet }) => (bet?.isHit ? FULL : EMPTY)).join("")];
}

function squares(points: number): string {
  const full = Math.max(0, Math.min(SQUARES, Math.round((points / GEOSCORE_MAX) * SQUARES)));
  return FULL.repeat(full) + EMPTY.repeat(SQUARES - full);
}
