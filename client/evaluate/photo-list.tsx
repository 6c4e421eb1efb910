import { useMemo, useState } from "preact/hooks";
import { bandOf } from "../../core/eval/report/error-map.ts";
import type { PhotoScore } from "../../core/eval/scoring/photo-score.ts";
import { formatDistance } from "../words/numbers.ts";

interface PhotoListProps {
  readonly scores: readonly PhotoScore[];
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
export function PhotoList({ scores, onPick }: PhotoListProps) {
  const [text, setText] = useState("");
  const [order, setOrder] = useState<OrderName>("worst");
  const [count, setCount] = useState(PORTION);
  const found = useMemo(() => search(scores, text, order), [scores, text, order]);
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
      {found.length === 0 && <p class="section__note">No photo has this in its name.</p>}
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
