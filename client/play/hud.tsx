import { pointsNumber } from "../../core/game/points.ts";
import { RULE_SETS } from "../../core/game/rules/registry.ts";
import { CloseIcon } from "../ui/icons.tsx";
import { secondsLeft } from "./clock.ts";
import { game, leave, roundN } from "./store.ts";

/** Which round it is, both scores, the time, and the way out. */
export function Hud() {
  const now = game.value;
  if (!now) return null;
  const { isOpenEnded } = RULE_SETS[now.rules];
  return (
    <div class="hud">
      <span class="hud__round">
        {isOpenEnded ? `Photo ${roundN.value}` : `Round ${roundN.value} of ${now.roundCount}`}
      </span>
      <span class="hud__score">
        <span class="hud__label">You</span> {pointsNumber(now.points)}
      </span>
      <span class="hud__score">
        <span class="hud__label">Model</span> {pointsNumber(now.modelPoints)}
      </span>
      <Clock />
      <button
        type="button"
        class="icon-button"
        aria-label="Leave the game"
        title="Leave the game"
        onClick={leave}
      >
        <CloseIcon />
      </button>
    </div>
  );
}

function Clock() {
  const seconds = secondsLeft.value;
  if (seconds === null) return <span class="hud__clock" />;
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return (
    <span
      class="hud__clock"
      data-low={seconds <= 10}
      role="timer"
      aria-label={`${seconds} seconds left`}
    >
      {text}
    </span>
  );
}
