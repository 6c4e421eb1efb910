import { effect } from "@preact/signals";
import { candidates, setting, solve, solved } from "../album/store.ts";
import { about } from "../ask/about.ts";
import { isBusy, type PhotoId } from "../ask/state.ts";
import { isOverview, photosById } from "../ask/store.ts";
import { noteOf, recallNote } from "./album-note.ts";

// That photos belong together is remembered as long as the tab lives: after a reload they are solved again from what the device keeps.

const REMEMBERED = "graticule-album";

/** How kept photos are known to the database, and back. */
export interface KeyBook {
  keyOf(id: PhotoId): string | undefined;
  idOf(key: string): PhotoId | undefined;
}

/** Solves again what was solved before the page was left, and remembers what is solved from then on. */
export function keepAlbum({ keyOf, idOf }: KeyBook): void {
  let wanted = recallNote(read(), idOf);
  if (wanted) {
    const { order, withoutPosition } = wanted;
    setting.value = { order, withoutPosition: new Set(withoutPosition) };
  }
  effect(() => {
    if (!wanted || solved.value || about.value.readiness !== "ready") return;
    const photos = wanted.photos.map((id) => photosById.value.get(id));
    if (photos.some((photo) => photo && isBusy(photo.task))) return;
    const ids = new Set(wanted.photos);
    const found = candidates.value.filter(({ id }) => ids.has(id));
    const { isAll } = wanted;
    wanted = null;
    if (found.length < 2) return;
    isOverview.value = true;
    void solve(found, isAll);
  });
  effect(() => {
    const album = solved.value;
    if (album) wanted = null;
    if (wanted) return;
    write(album && JSON.stringify(noteOf(album, setting.value, keyOf)));
  });
}

function read(): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(REMEMBERED) ?? "null");
  } catch {
    return null;
  }
}

/** What is not remembered is asked for again by the person: nothing is said. */
function write(note: string | null): void {
  try {
    if (note === null) sessionStorage.removeItem(REMEMBERED);
    else sessionStorage.setItem(REMEMBERED, note);
  } catch {
    // No room, or a browser that keeps nothing for this page.
  }
}
