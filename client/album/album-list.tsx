import { placeTitle } from "../../core/contracts/place-levels.ts";
import { open, photosById, select, state } from "../ask/store.ts";
import { formatProbability } from "../words/numbers.ts";
import type { Solved, Stop } from "./state.ts";
import { countPosition, setting } from "./store.ts";
import { contribution, timeInWords } from "./words.ts";

/** The photos in the order of the trip, those that do not belong, and those without an answer. */
export function AlbumList({ album }: { album: Solved }) {
  const { way, strays, leftOut, about } = album;
  return (
    <div class="stops">
      {way.length > 0 && (
        <ol class="stops__list" aria-label={about.order === "none" ? "Photos" : "The way"}>
          {way.map((stop, i) => (
            <Row key={stop.id} stop={stop} number={i + 1} album={album} />
          ))}
        </ol>
      )}
      {strays.length > 0 && (
        <>
          <h3>{strays.length === 1 ? "Does not belong" : "Do not belong"}</h3>
          <ul class="stops__list">
            {strays.map((stop) => (
              <Row key={stop.id} stop={stop} number={null} album={album} />
            ))}
          </ul>
        </>
      )}
      {leftOut.size > 0 && (
        <ul class="stops__list" aria-label="Left out">
          {[...leftOut].map(([id, reason]) => (
            <li key={id} class="trip-panel__fine">
              {photosById.value.get(id)?.file.name ?? "A photo"} was left out: {reason}
            </li>
          ))}
        </ul>
      )}
      {about.warnings.map((warning) => (
        <p key={warning} class="trip-panel__fine">
          {warning}
        </p>
      ))}
    </div>
  );
}

interface RowProps {
  readonly stop: Stop;
  /** On the way; null off it. */
  readonly number: number | null;
  readonly album: Solved;
}

function Row({ stop, number, album }: RowProps) {
  const { id, file, time } = stop;
  const photo = photosById.value.get(id);
  const together = album.answers.get(id);
  if (!together) return null;
  const { place } = together.summary;
  return (
    <li class="stop" data-stray={number === null} aria-current={state.value.selected === id}>
      <button
        type="button"
        class="stop__open"
        disabled={!photo}
        onClick={() => select(id)}
        onDblClick={() => open(id)}
      >
        <span class="stop__number" aria-hidden="true">
          {number ?? "–"}
        </span>
        <span class="stop__words">
          <span class="stop__title">
            {place
              ? `${placeTitle(place)}, ${formatProbability(place.probability)}`
              : "No place named"}
          </span>
          <span class="stop__line">
            {file} · {timeInWords(time)}
          </span>
          <span class="stop__line">{contribution(together.share)}</span>
        </span>
      </button>
      {together.summary.gps && (
        <label class="check stop__gps">
          <input
            type="checkbox"
            checked={!setting.value.withoutPosition.has(id)}
            onChange={({ currentTarget }) => countPosition(id, currentTarget.checked)}
          />
          <span>Use the position in its file</span>
        </label>
      )}
    </li>
  );
}
