import { useComputed } from "@preact/signals";
import { asShown } from "../album/store.ts";
import type { Photo, PhotoId } from "../ask/state.ts";
import { open, photosById, remove, state } from "../ask/store.ts";
import { CloseIcon, PhotoIcon } from "../ui/icons.tsx";
import { kindOf } from "./arrange.ts";
import { formatSign, photoWords } from "./photo-words.ts";

/**
 * One of many photos. It looks at its own photo, so that the list of five hundred is not drawn with each of them; and it
 * hands no photo on, for what an earlier drawing was handed may stay in memory, a whole answer of some megabytes with it.
 */
export function Card({ id }: { id: PhotoId }) {
  const photo = useComputed(() => photosById.value.get(id)).value;
  const isCurrent = useComputed(() => state.value.selected === id).value;
  return photo ? cardOf(asShown(photo), isCurrent) : null;
}

function cardOf(photo: Photo, isCurrent: boolean) {
  const { title, line } = photoWords(photo);
  const { id, task, summary, thumbnail } = photo;
  const { name } = photo.file;
  const sent = task.status === "uploading" ? task.sent : null;
  const probability = task.status === "located" ? (summary?.place?.probability ?? null) : null;
  return (
    <li class="card" data-kind={kindOf(photo)} data-status={task.status}>
      <button
        type="button"
        class="card__open"
        id={`card-${id}`}
        aria-current={isCurrent}
        title={name}
        onClick={() => open(id)}
      >
        <span class="card__picture">
          <Picture name={name} thumbnail={thumbnail} />
          {sent !== null && (
            <progress class="card__progress" max={1} value={sent} aria-hidden="true" />
          )}
        </span>
        <span class="card__title">{title}</span>
        <span class="card__line">
          {line}
          {probability !== null && (
            <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
              <rect class="bar__all" width="100" height="4" />
              <rect class="bar__part" width={100 * probability} height="4" />
            </svg>
          )}
        </span>
        <span class="visually-hidden">{name}</span>
      </button>
      <button
        type="button"
        class="card__remove"
        aria-label={`Remove ${name}`}
        title="Remove"
        onClick={() => remove(id)}
      >
        <CloseIcon />
      </button>
    </li>
  );
}

interface PictureProps extends Pick<Photo, "thumbnail"> {
  /** Of the file. */
  readonly name: string;
}

/** The small picture; where this browser cannot draw the format, a sign that names it. */
export function Picture({ name, thumbnail }: PictureProps) {
  if (thumbnail) return <img src={thumbnail} alt="" loading="lazy" decoding="async" />;
  return (
    <span class="card__blank">
      <PhotoIcon />
      {thumbnail === null && <span>{formatSign(name)}</span>}
    </span>
  );
}
