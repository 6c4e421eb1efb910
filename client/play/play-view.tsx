import "./play.css";
import "./lobby.css";
import "./hud.css";
import "./card.css";
import "./marks.css";
import "./results.css";
import { useEffect } from "preact/hooks";
import { type FileTaker, useFileTaker } from "../shell/file-taker.ts";
import { useViewKeys } from "../shell/keys.ts";
import { addToAlbum } from "./album.tsx";
import { Hud } from "./hud.tsx";
import { PLAY_KEYS } from "./keys.ts";
import { Lobby } from "./lobby.tsx";
import { PlayMap } from "./play-map.tsx";
import { Results } from "./results.tsx";
import { settled } from "./reveal-steps.ts";
import { PhotoPane, RoundCard } from "./round.tsx";
import * as store from "./store.ts";

const TAKER: FileTaker = {
  words: "Drop to add to your album",
  take(data) {
    if (store.phase.value === "lobby") void addToAlbum([...data.files]);
  },
};

/** The game: a panel (what to play, the photo, the results) beside one map. Fetched when it is first wanted. */
export default function PlayView() {
  useFileTaker(TAKER);
  useViewKeys(PLAY_KEYS);
  useEffect(() => {
    readInvitation();
    addEventListener("hashchange", readInvitation);
    return () => removeEventListener("hashchange", readInvitation);
  }, []);
  const phase = store.phase.value;
  const n = store.roundN.value;
  useEffect(() => {
    // What was pressed is gone: the keys of the round work from here on, and it is read out.
    if (phase === "looking") document.getElementById("panel")?.focus({ preventScroll: true });
  }, [phase, n]);
  const isRound = phase === "looking" || phase === "revealed";
  return (
    <main
      class="play"
      id="panel"
      tabIndex={-1}
      data-phase={phase}
      data-settled={settled.value}
      data-side={store.isMapOpen.value ? "map" : "photo"}
    >
      <p class="visually-hidden" role="status">
        {store.announcement.value}
      </p>
      {isRound && <Hud />}
      {/* Each of the three starts at its top, wherever the last one was scrolled to. */}
      <div class="play__panel" key={isRound ? "round" : phase}>
        {phase === "lobby" && <Lobby />}
        {isRound && <PhotoPane />}
        {phase === "results" && <Results />}
      </div>
      <PlayMap />
      {isRound && <RoundCard />}
      {isRound && <OpenMapButton />}
    </main>
  );
}

/** On a phone the photo fills the screen; this leads to the map. */
function OpenMapButton() {
  return (
    <button
      type="button"
      class="button button--main play__open-map"
      onClick={() => {
        store.isMapOpen.value = true;
      }}
    >
      {store.pin.value || store.phase.value === "revealed" ? "Back to the map" : "Guess on the map"}
    </button>
  );
}

/** `#play-<challenge>` asks to play somebody's rounds. */
function readInvitation(): void {
  store.invited.value = /^#play-([\w-]{22})$/.exec(location.hash)?.[1] ?? null;
}
