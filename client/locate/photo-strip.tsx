import { placeTitle } from "../../core/contracts/place-levels.ts";
import { headlineOf } from "../../core/formats/headline.ts";
import type { Photo } from "../ask/state.ts";
import { select, state } from "../ask/store.ts";
import { chooseFiles } from "../shell/file-input.tsx";
import { PlusIcon } from "../ui/icons.tsx";
import { Thumbnail } from "./thumbnail.tsx";

/** With more photos than this a strip leads nowhere. */
const FEW = 12;

/** A few photos, each with its own state. */
export function PhotoStrip() {
  const { photos, selected } = state.value;
  if (photos.length < 2 || photos.length > FEW) return null;
  return (
    <nav class="strip" aria-label="Photos">
      <ul>
        {photos.map((photo) => (
          <li key={photo.id}>
            <button
              type="button"
              class="strip__photo"
              aria-current={photo.id === selected}
              aria-label={`${photo.file.name}: ${statusWords(photo)}`}
              title={`${photo.file.name}: ${statusWords(photo)}`}
              data-status={photo.task.status}
              onClick={() => select(photo.id)}
            >
              <Thumbnail photo={photo} />
            </button>
          </li>
        ))}
        <li>
          <button
            type="button"
            class="strip__add"
            aria-label="Add photos"
            title="Add photos"
            onClick={chooseFiles}
          >
            <PlusIcon />
          </button>
        </li>
      </ul>
    </nav>
  );
}

/** Where a photo stands, in a few words. */
export function statusWords({ task, shown, summary }: Photo): string {
  switch (task.status) {
    case "waiting":
      return "waiting its turn";
    case "uploading":
      return "being sent";
    case "reading":
      return "being read";
    case "failed":
      return task.failure.title;
    case "cancelled":
      return "stopped";
    case "located":
      if (shown) return headlineOf(shown)?.place.name ?? "located";
      return (summary?.place && placeTitle(summary.place)) ?? "located";
  }
}
