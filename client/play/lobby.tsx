import { useEffect } from "preact/hooks";
import { MODE_KINDS, MODES, type Mode, TIMERS_S } from "../../core/game/modes.ts";
import { RULE_SETS } from "../../core/game/rules/registry.ts";
import type { Strength } from "../../core/game/strength.ts";
import { about } from "../ask/about.ts";
import { TokenForm } from "../ask/token-form.tsx";
import { Album } from "./album.tsx";
import { Boards } from "./board.tsx";
import { Choice } from "./choice.tsx";
import { Invitation } from "./invitation.tsx";
import { Me } from "./me.tsx";
import * as store from "./store.ts";
import { Trouble } from "./trouble.tsx";
import { toggleUnits, units } from "./units.ts";

const STRENGTH_NAMES: readonly (readonly [Strength, string])[] = [
  ["full", "Full"],
  ["strong", "Strong"],
  ["fair", "Fair"],
  ["weak", "Weak"],
];
const TIMER_NAMES = TIMERS_S.map((s) => [s, s === null ? "None" : `${s} s`] as const);

/** Games that the lobby offers in a list of their own. */
const OFFERED = MODES.flatMap((mode) => {
  const { title, note } = MODE_KINDS[mode];
  return note === null ? [] : [{ mode, title, note }];
});

/** Where a game is chosen. */
export function Lobby() {
  useEffect(() => void store.openLobby(), []);
  const { packs } = store;
  const isEmpty = packs.value?.photos === 0;
  return (
    <div class="lobby">
      <h1>You against the model</h1>
      <p class="lobby__lead">
        Where was the photo taken? Place a pin: on the spot it is worth 5,000 points, 1,500 km off a
        third of that.
      </p>
      <Trouble />
      <TokenForm />
      {!packs.value && !store.failure.value && (
        <p class="lobby__fine" role="status">
          The games are being opened: some seconds at the first visit after a start.
        </p>
      )}
      {store.invited.value && <Invitation challenge={store.invited.value} />}
      <OpenGame />
      {isEmpty && <NoPack />}
      {packs.value && !isEmpty && <Modes />}
      {store.today.value && !isEmpty && <Boards daily={store.today.value} />}
      {about.value.features?.uploads !== false && packs.value && <Album />}
      {packs.value && !isEmpty && <Origin />}
      {store.player.value && store.player.value.photos > 0 && <Me />}
    </div>
  );
}

/** The way back into a game that was left, or lost with its page. */
function OpenGame() {
  const open = store.player.value?.openGame;
  // The day's has its own line below.
  if (!open || open.mode === "daily") return null;
  const { rules, title } = MODE_KINDS[open.mode];
  const isOpenEnded = rules !== null && RULE_SETS[rules].isOpenEnded;
  return (
    <div class="invitation">
      <div class="mode__words">
        <h2>Your last game is not finished</h2>
        <p>
          {isOpenEnded
            ? `Photo ${open.round} of a ${title.toLowerCase()}.`
            : `Round ${open.round} of ${open.rounds}.`}
        </p>
      </div>
      <button
        type="button"
        class="button"
        disabled={store.isBusy.value}
        onClick={() => void store.resume(open.id)}
      >
        Go on
      </button>
    </div>
  );
}

function Modes() {
  const daily = store.today.value;
  return (
    <>
      <div class="lobby__settings">
        <Choice
          legend="Model plays"
          name="strength"
          options={STRENGTH_NAMES}
          value={store.strength.value}
          onChange={(value) => {
            store.strength.value = value;
          }}
        />
        <Choice
          legend="Time per photo"
          name="timer"
          options={TIMER_NAMES}
          value={store.timerS.value}
          onChange={(value) => {
            store.timerS.value = value;
          }}
        />
      </div>
      <ul class="modes">
        {daily && (
          <li class="mode">
            <div class="mode__words">
              <h2>Daily, {dayText(daily.date)}</h2>
              <p>The same five photos for everyone today, once.</p>
            </div>
            {daily.game ? (
              <button type="button" class="button" onClick={() => void store.resume(daily.game!)}>
                {daily.state === "open" ? "Go on" : "See yours"}
              </button>
            ) : (
              <StartButton mode="daily" />
            )}
          </li>
        )}
        {OFFERED.map(({ mode, title, note }) => (
          <li key={mode} class="mode">
            <div class="mode__words">
              <h2>{title}</h2>
              <p>{note}</p>
            </div>
            <StartButton mode={mode} title={title} />
          </li>
        ))}
      </ul>
    </>
  );
}

function StartButton({ mode, title = "Daily" }: { mode: Mode; title?: string }) {
  return (
    <button
      type="button"
      class={mode === "five" ? "button button--main" : "button"}
      aria-label={`Play ${title}`}
      disabled={store.isBusy.value}
      onClick={() => void store.begin(mode)}
    >
      Play
    </button>
  );
}

function NoPack() {
  return (
    <div class="notice">
      <p class="notice__title">There are no photos to play with yet</p>
      <div class="notice__body">
        <p>
          Whoever runs this server adds some: <code>graticule photos add &lt;folder&gt;</code> takes
          photos with GPS in their EXIF or positions in a CSV,{" "}
          <code>graticule photos pull commons --count 50 --category &lt;name&gt;</code> takes free
          ones from Wikimedia Commons. Or play your own photos below.
        </p>
      </div>
    </div>
  );
}

/** What is played, and what the model never saw. */
function Origin() {
  const { model } = about.value;
  const { packs, photos } = store.packs.value!;
  const licences = [...new Set(packs.flatMap((pack) => pack.licences))].join(", ");
  return (
    <p class="lobby__fine">
      {photos} photos ({licences}); authors are named after each round.
      {model && ` The model ${model.name} was trained on: ${model.trainedOn.replace(/\.$/, "")}.`}{" "}
      <button type="button" class="link-button" onClick={toggleUnits}>
        {units.value === "km" ? "Show miles" : "Show kilometres"}
      </button>
    </p>
  );
}

function dayText(date: string): string {
  return new Date(`${date}T00:00:00Z`).toLocaleDateString("en", {
    day: "numeric",
    month: "long",
    timeZone: "UTC",
  });
}
