import { useState } from "preact/hooks";
import type { Place, PlaceLevel, Prediction } from "../../core/contracts/prediction.ts";
import { formatProbability } from "../words/numbers.ts";
import { flyTo } from "./map-wishes.ts";

const LEVELS: readonly (readonly [level: PlaceLevel, title: string])[] = [
  ["continent", "Continent"],
  ["country", "Country"],
  ["division", "Region"],
  ["city", "Nearest city"],
];

/** Rows of each level before more are asked for. */
const FEW = 3;

/** The ranked places. Their rows fly the map there, and say all it shows to those who do not see it. */
export function PlacesTable({ prediction }: { prediction: Prediction }) {
  const [isLong, setLong] = useState(false);
  const { places } = prediction;
  const hasMore = LEVELS.some(([level]) => ofLevel(places, level).length > FEW);
  return (
    <section class="block">
      <table class="places" onKeyDown={moveBetweenRows}>
        <caption>Places, by probability</caption>
        {LEVELS.map(([level, title]) => {
          const rows = ofLevel(places, level).slice(0, isLong ? undefined : FEW);
          return rows.length > 0 && <Level key={level} title={title} places={rows} />;
        })}
      </table>
      {hasMore && (
        <button
          type="button"
          class="button button--quiet"
          aria-expanded={isLong}
          onClick={() => setLong(!isLong)}
        >
          {isLong ? "Fewer places" : "More places"}
        </button>
      )}
    </section>
  );
}

function Level({ title, places }: { title: string; places: readonly Place[] }) {
  return (
    <tbody>
      <tr class="places__level">
        <th scope="rowgroup" colSpan={2}>
          {title}
        </th>
      </tr>
      {places.map((place) => (
        <Row key={place.id} place={place} />
      ))}
    </tbody>
  );
}

function Row({ place }: { place: Place }) {
  return (
    <tr class="places__row">
      <th scope="row">
        <button
          type="button"
          class="places__name"
          title="Show on the map"
          onClick={() => flyTo(place.at)}
        >
          {place.name}
          {hasContext(place) && <span class="places__within">{place.within}</span>}
        </button>
      </th>
      <td>
        <span class="places__probability">{formatProbability(place.probability)}</span>
        <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
          <rect class="bar__all" width="100" height="4" />
          <rect class="bar__part" width={100 * place.probability} height="4" />
        </svg>
      </td>
    </tr>
  );
}

function hasContext({ level, within }: Place): boolean {
  return within !== null && (level === "division" || level === "city");
}

function ofLevel(places: readonly Place[], level: PlaceLevel): Place[] {
  return places.filter((place) => place.level === level);
}

/** Arrow keys go from row to row; Tab works too. */
function moveBetweenRows(event: KeyboardEvent & { currentTarget: HTMLTableElement }): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>(".places__name")];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const next = rows[at + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
