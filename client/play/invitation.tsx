import { useEffect, useState } from "preact/hooks";
import type { Challenge } from "../../core/game/api.ts";
import { pointsNumber } from "../../core/game/points.ts";
import { getChallenge, PlayError } from "./service.ts";
import { begin, isBusy, packs, resume } from "./store.ts";

/** Somebody's rounds, to be played by whoever was given the link. */
export function Invitation({ challenge }: { challenge: string }) {
  const [found, setFound] = useState<Challenge | null | "none">(null);
  useEffect(() => {
    // A server that cannot be reached is told of by the lobby, which asks again: until it has answered there is no use.
    if (!packs.value) return;
    getChallenge(challenge).then(setFound, (error) => {
      const isGone = error instanceof PlayError && error.failure.code === "game_unknown";
      setFound(isGone ? "none" : null);
    });
  }, [challenge, packs.value]);
  if (found === null) return null;
  if (found === "none") {
    return (
      <div class="notice">
        <p class="notice__title">This challenge does not exist any more</p>
        <p>Ask for the link again, or start a game of your own.</p>
      </div>
    );
  }
  const best = found.players[0];
  return (
    <div class="invitation">
      <div class="mode__words">
        <h2>You are challenged</h2>
        <p>
          {found.rounds} {found.rounds === 1 ? "photo" : "photos"}
          {found.timerS === null ? "" : `, ${found.timerS} s each`}.{" "}
          {best
            ? `${best.name ?? "A player without a name"} has ${pointsNumber(best.points)} points.`
            : "Nobody has finished yet."}
        </p>
      </div>
      {found.game ? (
        <button type="button" class="button" onClick={() => void resume(found.game!)}>
          {found.state === "open" ? "Go on" : "See yours"}
        </button>
      ) : (
        <button
          type="button"
          class="button button--main"
          disabled={isBusy.value}
          onClick={() => void begin("challenge", { challenge })}
        >
          Accept
        </button>
      )}
    </div>
  );
}
