import { useEffect, useState } from "preact/hooks";
import type { Game, Standing } from "../../core/game/api.ts";
import { isRanked } from "../../core/game/modes.ts";
import { pointsNumber } from "../../core/game/share.ts";
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
      <table class="rounds">
        <thead>
          <tr>
            <th scope="col">Player</th>
            <th scope="col">Points</th>
            <th scope="col">Model</th>
          </tr>
        </thead>
        <tbody>
          {shown.standings.map(({ rank, name, points, modelPoints, isYou }, i) => (
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
    </section>
  );
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
