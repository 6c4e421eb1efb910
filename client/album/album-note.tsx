import type { Photo } from "../ask/state.ts";
import { AlbumSwitch } from "./album-switch.tsx";
import { isCurrent, showsTogether, solved } from "./store.ts";
import { shareInWords } from "./words.ts";

/** Above one photo's answer: whether it is its own or the album's, and what the others say of it. */
export function AlbumNote({ photo }: { photo: Photo }) {
  const found = isCurrent.value ? solved.value?.results.get(photo.id) : undefined;
  if (!found) return null;
  return (
    <div class="trip-note">
      <AlbumSwitch />
      <p class="trip__words">
        {showsTogether.value
          ? `With the other photos of the trip. ${shareInWords(found)}.`
          : "What this photo says by itself."}
      </p>
    </div>
  );
}
