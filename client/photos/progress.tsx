import { useEffect, useState } from "preact/hooks";
import { about } from "../ask/about.ts";
import { isBusy } from "../ask/state.ts";
import {
  arrivals,
  askUnanswered,
  cancelAll,
  hold,
  removal,
  sendWaiting,
  state,
  undoRemoval,
} from "../ask/store.ts";
import { counts } from "./display.ts";
import { secondsLeft, timeLeftInWords } from "./pace.ts";

const TICK_MS = 1000;

/** How far all photos are, what holds them up, and what can be done about it. */
export function Progress() {
  const { all, waiting, failed, abstained } = counts.value;
  const done = all - waiting;
  const { photos } = state.value;
  const busy = photos.filter(({ task }) => isBusy(task)).length;
  const canRetry = photos.some(({ task }) => task.status === "failed" && task.failure.canRetry);
  const isStopped = busy === 0 && waiting > 0;
  const parts = [
    busy > 0 ? `${done} of ${all} done` : `${done - failed} answered`,
    abstained > 0 && `${abstained} that the model cannot tell`,
    failed > 0 && `${failed} failed`,
    isStopped && `${waiting} stopped`,
  ].filter(Boolean);
  return (
    <div class="photos-progress">
      <p class="photos-progress__words">
        {parts.join(", ")}
        {busy > 0 && !hold.value && <TimeLeft waiting={waiting} />}
      </p>
      {busy > 0 && <progress class="progress" aria-label="Photos done" max={all} value={done} />}
      {busy > 0 && <Held />}
      <div class="buttons">
        {busy > 0 && (
          <button type="button" class="button button--small" onClick={cancelAll}>
            Stop
          </button>
        )}
        {(isStopped || (busy === 0 && canRetry)) && (
          <button type="button" class="button button--small" onClick={askUnanswered}>
            {isStopped ? "Go on" : "Try the failed ones again"}
          </button>
        )}
      </div>
      <p class="visually-hidden" role="status">
        {spoken(busy, parts.join(", "))}
      </p>
    </div>
  );
}

/** What a screen reader hears: the beginning and the end, not each photo. */
function spoken(busy: number, words: string): string {
  return busy > 0 ? "Photos are being located." : `${words}.`;
}

function TimeLeft({ waiting }: { waiting: number }) {
  const now = useNow();
  const seconds = secondsLeft(arrivals.value, waiting, now);
  return seconds === null ? null : <>, {timeLeftInWords(seconds)}</>;
}

/** Why nothing is sent at the moment. */
function Held() {
  const now = useNow();
  const news = hold.value;
  if (!news) {
    const { readiness } = about.value;
    return readiness === "ready" ? null : (
      <p class="photos-progress__held">Waiting for the server. It goes on by itself.</p>
    );
  }
  const seconds = Math.max(0, Math.ceil((news.until - now) / 1000));
  return (
    <div class="photos-progress__held">
      <p>
        {news.failure.title}. It goes on by itself in {seconds}&nbsp;s.
      </p>
      <button type="button" class="button button--small" onClick={sendWaiting}>
        Try now
      </button>
    </div>
  );
}

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** What was removed can be taken back, until something else is removed. */
export function UndoRemoval() {
  const gone = removal.value;
  const [first] = gone;
  if (!first) return null;
  const what = gone.length === 1 ? first.photo.file.name : `${gone.length} photos`;
  return (
    <div class="undo" role="status">
      <p>Removed {what}.</p>
      <button type="button" class="button button--small" onClick={undoRemoval}>
        Undo
      </button>
    </div>
  );
}
