import { open, photosById, select, state } from "../ask/store.ts";
import { shows, solved } from "./store.ts";
import { timeInWords } from "./words.ts";

/** Over the map: moves along the way, photo by photo. */
export function TimeSlider() {
  const album = solved.value;
  if (!album || shows.value === "alone" || album.way.length < 2) return null;
  const { way } = album;
  const at = Math.max(
    0,
    way.findIndex(({ id }) => id === state.value.selected),
  );
  const stop = way[at]!;
  const thumbnail = photosById.value.get(stop.id)?.thumbnail;
  const place = `${at + 1} of ${way.length}`;
  const time = timeInWords(stop.time);
  return (
    <div class="trip">
      <button
        type="button"
        class="trip__photo"
        aria-label={`Open ${stop.file}`}
        title="Open this photo"
        onClick={() => open(stop.id)}
      >
        {thumbnail && <img src={thumbnail} alt="" />}
      </button>
      <div class="trip__words">
        <p class="trip__time">{time}</p>
        <p class="trip__file">
          {place} · {stop.file}
        </p>
        <div class="slider">
          <input
            type="range"
            aria-label="Along the way"
            min={0}
            max={way.length - 1}
            step={1}
            value={at}
            aria-valuetext={`${place}: ${stop.file}, ${time}`}
            onInput={({ currentTarget }) => {
              const next = way[Number(currentTarget.value)];
              if (next) select(next.id);
            }}
          />
        </div>
      </div>
    </div>
  );
}
