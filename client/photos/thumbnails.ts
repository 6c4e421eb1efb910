import { effect } from "@preact/signals";
import type { Photo, PhotoId } from "../ask/state.ts";
import { state, thumbnailed } from "../ask/store.ts";

/** A worker that has not drawn a picture in this time is not going to. */
const PATIENCE_MS = 20_000;

interface Made {
  readonly id: PhotoId;
  readonly picture: Blob | null;
}

/** Makes a small picture of each photo, one after another in a worker, for as long as the page lives. */
export function startThumbnails(): void {
  const asked = new Set<PhotoId>();
  let worker: Worker | null = null;
  let current: PhotoId | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function done(id: PhotoId, picture: Blob | null): void {
    if (id !== current) return;
    clearTimeout(timer);
    current = null;
    thumbnailed(id, picture);
    next(state.peek().photos);
  }

  function next(photos: readonly Photo[]): void {
    if (current !== null) return;
    const photo = photos.find(({ id, thumbnail }) => thumbnail === undefined && !asked.has(id));
    if (!photo) return;
    asked.add(photo.id);
    current = photo.id;
    worker ??= startWorker();
    timer = setTimeout(() => {
      worker?.terminate();
      worker = null;
      done(photo.id, null);
    }, PATIENCE_MS);
    worker.postMessage({ id: photo.id, file: photo.file });
  }

  function startWorker(): Worker {
    const made = new Worker(new URL("./thumbnail-worker.ts", import.meta.url), { type: "module" });
    made.onmessage = ({ data }: MessageEvent<Made>) => done(data.id, data.picture);
    made.onerror = () => {
      if (current !== null) done(current, null);
    };
    return made;
  }

  effect(() => next(state.value.photos));
}
