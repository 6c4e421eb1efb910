import type { Photo } from "../ask/state.ts";
import { open, photosById, select } from "../ask/store.ts";
import { titleOf } from "../photos/arrange.ts";
import { Notice } from "../ui/notice.tsx";
import { formatProbability } from "../words/numbers.ts";
import { AlbumSwitch } from "./album-switch.tsx";
import { BELONGS, type SolvedAlbum, type Stop, strangersOf, type Together } from "./state.ts";
import {
  cancelAlbum,
  isCurrent,
  members,
  type Order,
  order,
  solved,
  solveTogether,
  stop,
  task,
  usesPositions,
  way,
} from "./store.ts";
import { shareInWords, stepInWords, timeInWords, verdictOf } from "./words.ts";

/** Among all photos: solving them together, and what came of it. */
export function AlbumSection() {
  const count = members.value.length;
  const album = isCurrent.value ? solved.value : null;
  const now = task.value;
  if (count < 2 && !solved.value) return null;
  return (
    <section class="trip" aria-labelledby="album-head">
      <h2 id="album-head">One trip?</h2>
      {now.status === "working" ? (
        <Working {...now} />
      ) : album ? (
        <Report album={album} />
      ) : (
        <Offer count={count} />
      )}
      <p class="visually-hidden" role="status">
        {now.status === "working" ? `${stepInWords(now.what)}.` : album ? verdictOf(album) : ""}
      </p>
    </section>
  );
}

function Offer({ count }: { count: number }) {
  const now = task.value;
  return (
    <>
      {now.status === "failed" && (
        <div role="alert">
          <Notice title={now.failure.title} kind="danger">
            {now.failure.detail}
          </Notice>
        </div>
      )}
      <p class="trip__words">
        {solved.value
          ? "The photos, or what is asked of them, have changed since they were solved together."
          : "A beach that could be anywhere lies a day's drive from a street sign: photos of one trip help each other."}
      </p>
      <button
        type="button"
        class="button button--small"
        disabled={count < 2}
        onClick={() => void solveTogether()}
      >
        {solved.value ? "Solve them together again" : "These belong together"}
      </button>
      <Choices />
    </>
  );
}

function Working({
  what,
  done,
  total,
}: {
  what: Parameters<typeof stepInWords>[0];
  done: number;
  total: number;
}) {
  const words = stepInWords(what);
  return (
    <div class="trip__work">
      <p class="trip__words">
        {words}
        {total > 0 && what !== "album" && `, ${done} of ${total}`}
      </p>
      {total > 0 ? (
        <progress class="progress" aria-label={words} max={total} value={done} />
      ) : (
        <progress class="progress" aria-label={words} />
      )}
      <button type="button" class="button button--small" onClick={cancelAlbum}>
        Stop
      </button>
    </div>
  );
}

const ORDERS: readonly (readonly [Order, string])[] = [
  ["time", "By their times"],
  ["given", "As they were added"],
  ["none", "In no order"],
];

function Choices() {
  return (
    <details class="trip__choices">
      <summary>Order and known places</summary>
      <label class="trip__choice">
        Order of the photos
        <select
          class="field"
          value={order.value}
          onChange={({ currentTarget }) => {
            order.value = currentTarget.value as Order;
          }}
        >
          {ORDERS.map(([name, words]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <label class="trip__choice trip__choice--check">
        <input
          type="checkbox"
          checked={usesPositions.value}
          onChange={({ currentTarget }) => {
            usesPositions.value = currentTarget.checked;
          }}
        />
        Positions in the files count as known
      </label>
    </details>
  );
}

function Report({ album }: { album: SolvedAlbum }) {
  const stops = way.value;
  const strangers = strangersOf(album);
  return (
    <>
      <p class="trip__words">{verdictOf(album)}</p>
      {album.about.warnings.map((warning) => (
        <p key={warning} class="remark">
          {warning}
        </p>
      ))}
      <AlbumSwitch />
      {stops.length > 1 && <Slider stops={stops} />}
      {stops.length > 0 && (
        <Table
          caption="The way, in its order"
          rows={stops.map(({ id, time }, i) => ({ id, time, number: i + 1 }))}
          album={album}
        />
      )}
      {strangers.length > 0 && (
        <Table
          caption="Set apart: they do not look like photos of this trip"
          rows={strangers.map((id) => ({ id, time: null, number: null }))}
          album={album}
        />
      )}
      <Choices />
    </>
  );
}

function Slider({ stops }: { stops: readonly Stop[] }) {
  const at = Math.min(stop.value, stops.length - 1);
  const { id, time } = stops[at]!;
  const file = photosById.value.get(id)?.file.name ?? "";
  const words = [`${at + 1} of ${stops.length}`, timeInWords(time), file]
    .filter(Boolean)
    .join(", ");
  return (
    <div class="trip__slider slider">
      <label for="album-stop">Along the way</label>
      <input
        id="album-stop"
        type="range"
        min={0}
        max={stops.length - 1}
        step={1}
        value={at}
        aria-valuetext={words}
        onInput={({ currentTarget }) => {
          stop.value = Number(currentTarget.value);
          select(stops[stop.value]!.id);
        }}
      />
      <span class="trip__stop">{words}</span>
    </div>
  );
}

interface Row {
  readonly id: number;
  readonly time: string | null;
  /** On the way; null off it. */
  readonly number: number | null;
}

function Table({
  caption,
  rows,
  album,
}: {
  caption: string;
  rows: readonly Row[];
  album: SolvedAlbum;
}) {
  const current = way.value[stop.value]?.id ?? null;
  return (
    <table class="trip__table">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Photo</th>
          <th scope="col">Together</th>
          <th scope="col">Alone</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, time, number }) => {
          const photo = photosById.value.get(id);
          const found = album.results.get(id);
          if (!photo || !found) return null;
          return (
            <tr key={id} data-current={number !== null && id === current}>
              <th scope="row">
                <button type="button" class="trip__open" onClick={() => open(id)}>
                  {number !== null && <span class="trip__number">{number}</span>}
                  <span class="trip__name">{photo.file.name}</span>
                </button>
                <span class="trip__time">{timeInWords(time)}</span>
              </th>
              <td>
                {placeInWords(found)}
                <span class="trip__share">{shareInWords(found)}</span>
              </td>
              <td>{aloneInWords(photo)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function placeInWords({ summary, share }: Together): string {
  if (summary.gps && share.belongs >= BELONGS) return `${titleOf(summary)}, from its file`;
  return inShort(summary);
}

function aloneInWords({ summary }: Photo): string {
  return summary ? inShort(summary) : "";
}

function inShort(summary: NonNullable<Photo["summary"]>): string {
  const title = titleOf(summary) || "Somewhere";
  const { place, state } = summary;
  if (!place) return title;
  const words = `${title}, ${formatProbability(place.probability)}`;
  return state === "abstained" ? `Cannot tell (${words})` : words;
}
