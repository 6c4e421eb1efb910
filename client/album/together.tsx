import { MOST_PHOTOS_SENT } from "../../core/contracts/album-limits.ts";
import { hasHints } from "../ask/question.ts";
import type { Photo } from "../ask/state.ts";
import { isOverview } from "../ask/store.ts";
import { TokenForm } from "../ask/token-form.tsx";
import { Notice } from "../ui/notice.tsx";
import { AlbumList } from "./album-list.tsx";
import { ShownAnswers } from "./shown-answers.tsx";
import { candidatesOf, type Order, type Task } from "./state.ts";
import {
  cancelAlbum,
  candidates,
  changeSetting,
  dropAlbum,
  isStale,
  setting,
  solve,
  solved,
  task,
} from "./store.ts";
import { albumInWords, stageInWords, timelessInWords } from "./words.ts";

const ORDERS: Readonly<Record<Order, string>> = {
  time: "By time",
  given: "As on this page",
  none: "Not known",
};
const ORDER_NAMES = Object.keys(ORDERS) as Order[];

interface TogetherProps {
  /** Looks up the photos in view, where a filter shows only some; null for all. */
  readonly inView: (() => readonly Photo[]) | null;
}

/** Photos that belong together: asked for, on the way, and what has come of it. */
export function Together({ inView }: TogetherProps) {
  // Photos hold their opened answers: none of them may stay in a property or behind a button.
  const look = () => (inView ? candidatesOf(inView()) : candidates.value);
  const photos = look();
  const album = solved.value;
  const current = task.value;
  if (photos.length < 2 && !album) return null;
  const begin = () => void solve(look(), inView === null);
  return (
    <section class="trip-panel" aria-label="Photos that belong together">
      {album && <h2>Together</h2>}
      {album && <p class="trip-panel__words">{albumInWords(album)}</p>}
      {album && <ShownAnswers />}
      {current.status === "working" ? (
        <Working task={current} />
      ) : (
        <Offer
          count={photos.length}
          timeless={timelessInWords(photos)}
          isHinted={photos.some(({ question }) => hasHints(question))}
          isPart={inView !== null}
          begin={begin}
        />
      )}
      <p class="visually-hidden" role="status">
        {spoken(current)}
      </p>
      {album && <AlbumList album={album} />}
    </section>
  );
}

/** What a screen reader hears: the beginning and the end, not each photo. */
function spoken(current: Task): string {
  if (current.status === "working") return "The photos are being solved together.";
  return current.status === "idle" && solved.value ? albumInWords(solved.value) : "";
}

function Working({ task: { stage, done, total } }: { task: Extract<Task, { status: "working" }> }) {
  return (
    <div class="busy trip-panel__busy">
      <div class="busy__row">
        <p class="busy__words">{stageInWords(stage, done, total)}</p>
        <button type="button" class="button button--small" onClick={cancelAlbum}>
          Cancel
        </button>
      </div>
      <progress
        class="progress"
        aria-label="Solving the photos together"
        {...(total > 0 && { max: total, value: done })}
      />
    </div>
  );
}

interface OfferProps {
  readonly count: number;
  /** Which of them have no time, in words. */
  readonly timeless: ReturnType<typeof timelessInWords>;
  readonly isHinted: boolean;
  readonly isPart: boolean;
  readonly begin: () => void;
}

/** The button, what it depends on, and why there is nothing to show yet. */
function Offer({ count, timeless, isHinted, isPart, begin }: OfferProps) {
  const album = solved.value;
  const current = task.value;
  const isTooMany = count > MOST_PHOTOS_SENT;
  const canSolve = count >= 2 && !isTooMany;
  return (
    <>
      {current.status === "failed" && (
        <div role="alert">
          <Notice kind="danger" title={current.failure.title}>
            <p>{current.failure.detail}</p>
            {current.failure.code === "unauthorized" && <TokenForm />}
          </Notice>
        </div>
      )}
      {current.status === "cancelled" && (
        <p class="trip-panel__fine">Stopped. Nothing has changed.</p>
      )}
      {album && isStale.value && (
        <Notice title="No longer up to date">
          <p>
            The photos, or what was asked of them, have changed since they were solved together.
          </p>
        </Notice>
      )}
      <div class="trip-panel__row">
        {(!album || isStale.value || current.status !== "idle") && (
          <button type="button" class="button" disabled={!canSolve} onClick={begin}>
            {buttonWords(count, isPart)}
          </button>
        )}
        <label class="trip-panel__order">
          <span>Order</span>
          <select
            class="field"
            value={setting.value.order}
            onChange={({ currentTarget }) => {
              const order = ORDER_NAMES.find((name) => name === currentTarget.value);
              if (order) changeSetting({ order });
            }}
          >
            {ORDER_NAMES.map((name) => (
              <option key={name} value={name}>
                {ORDERS[name]}
              </option>
            ))}
          </select>
        </label>
        {album && (
          <button type="button" class="button button--small" onClick={dropAlbum}>
            Take apart
          </button>
        )}
      </div>
      {!album && (
        <p class="trip-panel__fine">
          Photos of one trip help each other: each is located again with what the others tell.
        </p>
      )}
      {isTooMany && (
        <p class="trip-panel__fine">
          Up to {MOST_PHOTOS_SENT} photos can be solved together; these are {count}. Show fewer by
          the search below.
        </p>
      )}
      {setting.value.order === "time" && timeless && <p class="trip-panel__fine">{timeless}</p>}
      {isHinted && (
        <p class="trip-panel__fine">What you have said of places does not count here.</p>
      )}
    </>
  );
}

function buttonWords(count: number, isPart: boolean): string {
  if (solved.value) return "Solve again";
  if (task.value.status === "failed") return "Try again";
  return isPart ? `These ${count} belong together` : "These belong together";
}

/** Beside one of few photos: the way to all of them, solved together. */
export function TogetherButton() {
  const count = candidates.value.length;
  if (count < 2 || solved.value) return null;
  return (
    <div class="trip-panel__row trip-panel__row--one">
      <button
        type="button"
        class="button button--small"
        onClick={() => {
          isOverview.value = true;
          if (task.value.status !== "working") void solve(candidates.peek(), true);
        }}
      >
        These belong together
      </button>
      <p class="trip-panel__fine">The {count} photos help each other.</p>
    </div>
  );
}
