import { useMemo } from "preact/hooks";
import type { Photo } from "../ask/state.ts";
import { open, remove } from "../ask/store.ts";
import { CloseIcon, PhotoIcon } from "../ui/icons.tsx";
import { kindOf } from "./arrange.ts";
import { formatSign, photoWords } from "./photo-words.ts";

interface CardProps {
  readonly photo: Photo;
  readonly isCurrent: boolean;
}

/** One of many photos. It is drawn again only where it has changed: five hundred are on the page. */
export function Card({ photo, isCurrent }: CardProps) {
  return useMemo(() => <CardContent photo={photo} isCurrent={isCurrent} />, [photo, isCurrent]);
}

function CardContent({ photo, isCurrent }: CardProps) {
  const { title, line } = photoWords(photo);
  const { task, summary, file } = photo;
  const probability = task.status === "located" ? (summary?.place?.probability ?? null) : null;
  return (
    <li class="card" data-kind={kindOf(photo)} data-status={task.status}>
      <button
        type="button"
        class="card__open"
        id={`card-${photo.id}`}
        aria-current={isCurrent}
        title={file.name}
        onClick={() => open(photo.id)}
      >
        <span class="card__picture">
          <Picture photo={photo} />
          {task.status === "uploading" && (
            <progress class="card__progress" max={1} value={task.sent} aria-hidden="true" />
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
        <span class="visually-hidden">{file.name}</span>
      </button>
      <button
        type="button"
        class="card__remove"
        aria-label={`Remove ${file.name}`}
        title="Remove"
        onClick={() => remove(photo.id)}
      >
        <CloseIcon />
      </button>
    </li>
  );
}

/** The small picture; where this browser cannot draw the format, a sign that names it. */
export function Picture({ photo }: { photo: Photo }) {
  if (photo.thumbnail) {
    return <img src={photo.thumbnail} alt="" loading="lazy" decoding="async" />;
  }
  return (
    <span class="card__blank">
      <PhotoIcon />
      {photo.thumbnail === null && <span>{formatSign(photo.file.name)}</span>}
    </span>
  );
}
