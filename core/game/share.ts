import type { Game } from "./api.ts";
import { MODE_KINDS } from "./modes.ts";
import { RULE_SETS } from "./rules/registry.ts";

/**
 * A finished game in a few lines that spoil nothing: points as squares, no place, distance or direction. The link, if
 * any, is to the same rounds.
 */
export function shareText(game: Game, link: string | null): string {
  const title = `Graticule ${MODE_KINDS[game.mode].title}${game.date ? ` ${game.date}` : ""}`;
  const played = game.rounds.flatMap(({ reveal }) => (reveal ? [reveal.you] : []));
  const [first, ...lines] = RULE_SETS[game.rules].words.share(game, played);
  return [`${title}: ${first}`, ...lines, ...(link ? [link] : [])].join("\n");
}
