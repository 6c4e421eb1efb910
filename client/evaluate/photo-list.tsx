import { useMemo, useState } from "preact/hooks";
import { filterPhotos } from "../../core/eval/figures/photo-filter.ts";
import { bandOf } from "../../core/eval/report/error-map.ts";
import type { PhotoScore } from "../../core/eval/scoring/photo-score.ts";
import { formatDistance } from "../words/numbers.ts";
import { NO_FILTER, PhotoFilterFields } from "./photo-filter-fields.tsx";
import type { ReadyRun } from "./runs.ts";

interface PhotoListProps {
  readonly scores: readonly PhotoScore[];
  /** Runs to hold these against. */
  readonly others: readonly ReadyRun[];
  readonly onPick: (photo: string) => void;
}

const PORTION = 40;

const ORDERS = {
  worst: "Largest error first",
  best: "Smallest error first",
  id: "By name",
} as const;
type OrderName = keyof typeof ORDERS;

/** The photos as a list to search and to open by keyboard: what the map's dots are for the hand. */
export function PhotoList({ scores, others, onPick }: PhotoListProps) {
  const [wanted, setFilter] = useState(NO_FILTER);
  // A run that was held against these may be gone since.
  const isGone = wanted.apart && !others.some((run) => run.scores === wanted.apart?.other);
  const filter = useMemo(() => (isGone ? { ...wanted, apart: null } : wanted), [wanted, isGone]);
  const [text, setText] = useState("");
  const [order, setOrder] = useState<OrderName>("worst");
  const [count, setCount] = useState(PORTION);
  const found = useMemo(
    () => search(filterPhotos(scores, filter), text, order),
    [scores, filter, text, order],
  );
  return (
    <div class="photos">
      <div class="choices">
        <label class="choices__label">
          Find a photo
          <input
            class="field"
            type="search"
            placeholder="Part of its name"
            value={text}
            onInput={({ currentTarget }) => {
              setText(currentTarget.value);
              setCount(PORTION);
            }}
          />
        </label>
        <label class="choices__label">
          Order
          <select
            class="field"
            value={order}
            onChange={({ currentTarget }) => setOrder(currentTarget.value as OrderName)}
          >
            {Object.entries(ORDERS).map(([name, words]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </select>
        </label>
      </div>
      <PhotoFilterFields
        scores={scores}
        others={others}
        filter={filter}
        onFilter={(chosen) => {
          setFilter(chosen);
          setCount(PORTION);
        }}
      />
      <p class="section__note" role="status">
        {found.length.toLocaleString("en")} of {scores.length.toLocaleString("en")} photos
      </p>
      <ul class="photos__list">
        {found.slice(0, count).map((score) => (
          <li key={score.id}>
            <button type="button" class="photos__row" onClick={() => onPick(score.id)}>
              <span
                class={`error-legend__dot ${score.km === null ? "" : `error-${bandOf(score.km) + 1}`}`}
              />
              <span class="photos__name">{score.id}</span>
              <span class="photos__km">
                {score.km === null ? "country only" : distanceOf(score)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {found.length > count && (
        <button
          type="button"
          class="button button--quiet"
          onClick={() => setCount(count + PORTION)}
        >
          {(found.length - count).toLocaleString("en")} more
        </button>
      )}
      {found.length === 0 && <p class="section__note">No photo is like this.</p>}
    </div>
  );
}

function distanceOf({ km, status }: PhotoScore): string {
  return status === "scored" ? formatDistance(km!) : status;
}

function search(scores: readonly PhotoScore[], text: string, order: OrderName): PhotoScore[] {
  const wanted = text.trim().toLowerCase();
  const found = scores.filter(({ id }) => id.toLowerCase().includes(wanted));
  if (order === "id") return found;
  const sign = order === "worst" ? -1 : 1;
  // Photos with a country alone have no error to sort by: they come last either way.
  const key = ({ km }: PhotoScore) => (km === null ? Number.POSITIVE_INFINITY : sign * km);
  return found.sort((a, b) => key(a) - key(b) || 0);
}
