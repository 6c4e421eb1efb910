import { removeAll } from "../ask/store.ts";
import { AS_ADDED, KINDS, type Kind, ORDERS, type Order } from "./arrange.ts";
import { arranged, arrangement, counts, layout, rearrange } from "./display.ts";

const KIND_NAMES = Object.keys(KINDS) as Kind[];
const ORDER_NAMES = Object.keys(ORDERS) as Order[];

/** Sorts and sifts the photos. */
export function Toolbar() {
  const { order, text, ids } = arrangement.value;
  return (
    <div class="sift">
      <Kinds />
      <div class="sift__row">
        <label class="sift__field">
          <span class="visually-hidden">Find a place or a file</span>
          <input
            class="field"
            type="search"
            placeholder="Place or file"
            value={text}
            onInput={({ currentTarget }) => rearrange({ text: currentTarget.value })}
          />
        </label>
        <label class="sift__field">
          <span class="visually-hidden">Order</span>
          <select
            class="field"
            value={order}
            onChange={({ currentTarget }) => rearrange({ order: currentTarget.value as Order })}
          >
            {ORDER_NAMES.map((name) => (
              <option key={name} value={name}>
                {ORDERS[name]}
              </option>
            ))}
          </select>
        </label>
        <fieldset class="segments sift__layout">
          <legend class="visually-hidden">Show as</legend>
          {(["grid", "table"] as const).map((name) => (
            <label key={name} class="segments__option">
              <input
                type="radio"
                name="layout"
                checked={layout.value === name}
                onChange={() => {
                  layout.value = name;
                }}
              />
              <span>{name === "grid" ? "Pictures" : "Table"}</span>
            </label>
          ))}
        </fieldset>
      </div>
      <Sifted isChosen={ids !== null} />
    </div>
  );
}

function Kinds() {
  const current = counts.value;
  return (
    <fieldset class="kinds">
      <legend class="visually-hidden">Show</legend>
      {KIND_NAMES.map((kind) => {
        const isChecked = arrangement.value.kind === kind;
        if (current[kind] === 0 && !isChecked && kind !== "all") return null;
        return (
          <label key={kind} class="kinds__option">
            <input
              type="radio"
              name="kind"
              checked={isChecked}
              onChange={() => rearrange({ kind })}
            />
            <span>
              {KINDS[kind]} <span class="kinds__count">{current[kind]}</span>
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}

/** While not all photos are in view: how many are, and what can be done with just these. */
function Sifted({ isChosen }: { isChosen: boolean }) {
  const shown = arranged.value;
  const { kind, text, order } = arrangement.value;
  if (kind === "all" && text.trim() === "" && !isChosen) return null;
  return (
    <div class="sift__note">
      <p>
        {shown.length === 0
          ? "No photo fits."
          : `${shown.length} of ${counts.value.all} photos${isChosen ? ", all at one point" : ""}`}
      </p>
      <button
        type="button"
        class="button button--small"
        onClick={() => rearrange({ ...AS_ADDED, order })}
      >
        Show all
      </button>
      {shown.length > 0 && (
        <button
          type="button"
          class="button button--small"
          onClick={() => removeAll(shown.map(({ id }) => id))}
        >
          Remove these
        </button>
      )}
    </div>
  );
}
