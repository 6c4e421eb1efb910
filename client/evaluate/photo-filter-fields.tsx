import type { PhotoFilter } from "../../core/eval/figures/photo-filter.ts";
import { PARTS, partOf, type Slice } from "../../core/eval/figures/slices.ts";
import type { PhotoScore } from "../../core/eval/scoring/photo-score.ts";
import type { ReadyRun } from "./runs.ts";
import { KIND_WORDS, VALUE_WORDS } from "./slice-words.ts";

export const NO_FILTER: PhotoFilter = { part: null, fromKm: null, toKm: null, apart: null };

/** Points of two runs that are this far apart disagree, km. */
const DISAGREE_KM = 750;

interface Props {
  readonly scores: readonly PhotoScore[];
  /** Runs whose points can be held against these. */
  readonly others: readonly ReadyRun[];
  readonly filter: PhotoFilter;
  readonly onFilter: (filter: PhotoFilter) => void;
}

/** Which photos are listed: of a part of the set, with an error from so many km, or on which another run disagrees. */
export function PhotoFilterFields({ scores, others, filter, onFilter }: Props) {
  const kinds = (Object.keys(KIND_WORDS) as Slice["by"][])
    .map((by) => {
      const present = new Set(scores.map((score) => partOf(score, by)));
      return { by, values: PARTS[by].filter((value) => present.has(value)) };
    })
    .filter(({ values }) => values.length > 0);
  const { part, apart } = filter;
  const against = others.find(({ scores: own }) => own === apart?.other);
  return (
    <div class="choices">
      <label class="choices__label">
        Part of the set
        <select
          class="field"
          value={part ? `${part.by}=${part.value}` : ""}
          onChange={({ currentTarget }) => {
            const [by, value] = currentTarget.value.split(/=(.*)/s);
            const kind = kinds.find((known) => known.by === by);
            onFilter({
              ...filter,
              part: kind && value !== undefined ? { by: kind.by, value } : null,
            });
          }}
        >
          <option value="">All</option>
          {kinds.map(({ by, values }) => (
            <optgroup key={by} label={KIND_WORDS[by]}>
              {values.map((value) => (
                <option key={value} value={`${by}=${value}`}>
                  {VALUE_WORDS[value] ?? value}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      <label class="choices__label">
        Error from, km
        <input
          class="field"
          type="number"
          min="0"
          step="any"
          value={filter.fromKm ?? ""}
          onInput={({ currentTarget }) => {
            const km = currentTarget.valueAsNumber;
            onFilter({ ...filter, fromKm: km >= 0 ? km : null });
          }}
        />
      </label>
      {others.length > 0 && (
        <label class="choices__label">
          Over {DISAGREE_KM} km from
          <select
            class="field"
            value={against?.id ?? ""}
            onChange={({ currentTarget }) => {
              const other = others.find(({ id }) => String(id) === currentTarget.value);
              const chosen = other ? { other: other.scores, km: DISAGREE_KM } : null;
              onFilter({ ...filter, apart: chosen });
            }}
          >
            <option value="">No other run</option>
            {others.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}
