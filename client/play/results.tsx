import { useEffect, useState } from "preact/hooks";
import { GEOSCORE_MAX } from "../../core/belief/geo-score.ts";
import type { Game } from "../../core/game/api.ts";
import { MODE_KINDS } from "../../core/game/modes.ts";
import { pointsNumber } from "../../core/game/points.ts";
import { RULE_SETS } from "../../core/game/rules/registry.ts";
import { shareText } from "../../core/game/share.ts";
import { addressOf } from "../service/address.ts";
import { Board } from "./board.tsx";
import { Curve } from "./curve.tsx";
import { Me } from "./me.tsx";
import { placeText } from "./spoken.ts";
import { begin, game, isBusy, leave } from "./store.ts";
import { distanceText } from "./units.ts";

const SQUARES: Readonly<Record<string, string>> = { "\u{1F7E6}": "full", "\u{2B1C}": "empty" };

/** The game as a whole: who won, each round, what can be shared, and where one stands. */
export function Results() {
  const played = game.value;
  if (!played) return null;
  return (
    <div class="results">
      <h1 tabIndex={-1} ref={(element) => element?.focus({ preventScroll: true })}>
        {RULE_SETS[played.rules].words.headline(played)}
      </h1>
      <Scores played={played} />
      <RoundsTable played={played} />
      <Share played={played} />
      <div class="buttons">
        {MODE_KINDS[played.mode].photos === "fresh" && (
          <button
            type="button"
            class="button button--main"
            disabled={isBusy.value}
            onClick={() => void begin(played.mode)}
          >
            Play again
          </button>
        )}
        <button type="button" class="button" onClick={leave}>
          All games
        </button>
      </div>
      <Board played={played} />
      <Curve />
      <Me />
    </div>
  );
}

function Scores({ played }: { played: Game }) {
  if (!RULE_SETS[played.rules].isAgainstModel) return null;
  return (
    <dl class="scores">
      <div>
        <dt class="sign sign--you">You</dt>
        <dd>
          {pointsNumber(played.points)} <Most played={played} />
        </dd>
      </div>
      <div>
        <dt class="sign sign--model">
          {played.model.name} {played.model.version}
          {played.strength === "full" ? "" : `, ${played.strength}`}
        </dt>
        <dd>
          {pointsNumber(played.modelPoints)} <Most played={played} />
        </dd>
      </div>
    </dl>
  );
}

/** What could have been won. */
function Most({ played }: { played: Game }) {
  const most = GEOSCORE_MAX * played.rounds.length;
  return <span class="scores__most">of {pointsNumber(most)}</span>;
}

function RoundsTable({ played }: { played: Game }) {
  return (
    <table class="rounds">
      <caption class="visually-hidden">Rounds</caption>
      <thead>
        <tr>
          <th scope="col">Place</th>
          <th scope="col">Off by</th>
          <th scope="col">You</th>
          <th scope="col">Model</th>
        </tr>
      </thead>
      <tbody>
        {played.rounds.map(({ n, reveal }) =>
          reveal ? (
            <tr key={n}>
              <th scope="row">
                <span class="rounds__n">{n}</span> {placeText(reveal)}
              </th>
              <td>
                {reveal.you.distanceKm === null ? "no pin" : distanceText(reveal.you.distanceKm)}
              </td>
              <td>{pointsNumber(reveal.you.points)}</td>
              <td>{reveal.model ? pointsNumber(reveal.model.points) : "none"}</td>
            </tr>
          ) : null,
        )}
      </tbody>
    </table>
  );
}

/** Text without spoilers, and the link to the same rounds. */
function Share({ played }: { played: Game }) {
  const [said, setSaid] = useState("");
  useEffect(() => setSaid(""), [played.id]);
  const link = `${location.origin}${addressOf("/")}#play-${played.challenge}`;
  const copy = async (text: string, words: string) => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid(words);
    } catch {
      setSaid("The browser did not allow copying.");
    }
  };
  return (
    <section class="share" aria-label="Share">
      <SharePreview played={played} />
      <div class="buttons">
        <button
          type="button"
          class="button"
          onClick={() => void copy(shareText(played, link), "Result copied.")}
        >
          Copy result
        </button>
        <button type="button" class="button" onClick={() => void copy(link, "Link copied.")}>
          Copy challenge link
        </button>
        <span class="share__said" role="status">
          {said}
        </span>
      </div>
    </section>
  );
}

/** The text that is shared; its squares are drawn, since not every device has them in a font. */
function SharePreview({ played }: { played: Game }) {
  return (
    <div class="share__text">
      {shareText(played, null)
        .split("\n")
        .map((line, i) => {
          const squares = [...line].filter((char) => char in SQUARES);
          if (squares.length === 0) return <p key={line}>{line}</p>;
          return (
            // Lines of squares may be equal.
            <p key={`${i}-${line}`} class="squares" aria-hidden="true">
              {squares.map((char, at) => (
                <span key={`${at}-${char}`} class={`square square--${SQUARES[char]}`} />
              ))}
            </p>
          );
        })}
    </div>
  );
}
