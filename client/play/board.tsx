import { useEffect, useState } from "preact/hooks";
import type { Daily, Game, Leaderboard, Standing } from "../../core/game/api.ts";
import { isRanked, MODE_KINDS, RANKED_MODES, type RankedMode } from "../../core/game/modes.ts";
import { pointsNumber } from "../../core/game/points.ts";
import { RULE_SETS, type Rules } from "../../core/game/rules/registry.ts";
import { Choice } from "./choice.tsx";
import { getChallenge, getDaily, getLeaderboard } from "./service.ts";

interface Shown {
  readonly title: string;
  readonly note: string | null;
  readonly standings: readonly Standing[];
}

/** How others did: in the challenge, on the day, or in the mode. */
export function Board({ played }: { played: Game }) {
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    let isWanted = true;
    load(played).then(
      (found) => isWanted && setShown(found),
      () => {},
    );
    return () => {
      isWanted = false;
    };
  }, [played.id]);
  if (!shown || shown.standings.length === 0) return null;
  return (
    <section class="board" aria-label={shown.title}>
      <h2>{shown.title}</h2>
      {shown.note && <p class="board__note">{shown.note}</p>}
      <Standings standings={shown.standings} rules={played.rules} />
    </section>
  );
}

interface StandingsProps {
  readonly standings: readonly Standing[];
  readonly rules: Rules;
}

function Standings({ standings, rules }: StandingsProps) {
  return (
    <table class="rounds">
      <thead>
        <tr>
          <th scope="col">Player</th>
          <th scope="col">{RULE_SETS[rules].words.unit}</th>
          <th scope="col">Model</th>
        </tr>
      </thead>
      <tbody>
        {standings.map(({ rank, name, points, modelPoints, isYou }, i) => (
          // Rows have no name of their own: players may share one.
          <tr key={`${rank}-${i}`} data-you={isYou}>
            <th scope="row">
              {rank}. {name ?? "Nameless"}
              {isYou ? " (you)" : ""}
            </th>
            <td>{pointsNumber(points)}</td>
            <td>{pointsNumber(modelPoints)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const BOARDS = RANKED_MODES.map((mode) => [mode, MODE_KINDS[mode].board.title] as const);

/** A board, why it could not be had, or null while it is looked up. */
type Found = Leaderboard | { readonly fault: string } | null;

/** The boards before a game: the day's, and the others by a choice. */
export function Boards({ daily }: { daily: Daily }) {
  const [mode, setMode] = useState<RankedMode>("daily");
  const [fetched, setFetched] = useState<Found>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (mode === "daily") return;
    let isWanted = true;
    getLeaderboard(mode).then(
      (board) => isWanted && setFetched(board),
      (error: Error) => isWanted && setFetched({ fault: error.message }),
    );
    return () => {
      isWanted = false;
    };
  }, [mode, tries]);
  const found = mode === "daily" ? daily.leaderboard : fetched;
  return (
    <section class="board" aria-labelledby="boards-title">
      <h2 id="boards-title">Leaderboards</h2>
      <Choice
        legend="Best game of each player"
        name="board"
        options={BOARDS}
        value={mode}
        onChange={(wanted) => {
          setMode(wanted);
          setFetched(null);
        }}
      />
      <p class="board__note" role="status">
        {boardWords(found, mode)}
      </p>
      {found && "fault" in found && (
        <button
          type="button"
          class="button button--small"
          onClick={() => {
            setTries(tries + 1);
            setFetched(null);
          }}
        >
          Try again
        </button>
      )}
      {found && "standings" in found && found.standings.length > 0 && (
        <Standings standings={found.standings} rules={MODE_KINDS[found.mode].rules} />
      )}
    </section>
  );
}

function boardWords(found: Found, mode: RankedMode): string {
  if (!found) return "Looking it up.";
  if ("fault" in found) return `The board could not be had. ${found.fault}`;
  if (found.standings.length === 0) return MODE_KINDS[mode].board.empty;
  return `${found.players} ${found.players === 1 ? "player" : "players"}, against ${found.bundle}.`;
}

async function load(played: Game): Promise<Shown | null> {
  const note = played.ranked
    ? null
    : "This game does not count here: you had seen some of its photos.";
  if (played.mode === "daily" && played.date) {
    const { leaderboard } = await getDaily(played.date);
    return {
      title: `The day, against ${leaderboard.bundle}`,
      note,
      standings: leaderboard.standings,
    };
  }
  if (isRanked(played.mode)) {
    const { bundle, standings } = await getLeaderboard(played.mode);
    return { title: `Best games against ${bundle}`, note, standings };
  }
  const { players } = await getChallenge(played.challenge);
  return { title: "Who played these photos", note: null, standings: players };
}
