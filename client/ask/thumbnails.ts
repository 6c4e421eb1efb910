import type { PhotoId } from "./state.ts";

const thumbnails = new Map<PhotoId, Blob>();

/** A photo's small picture, as far as there is one. */
export function thumbnailOf(id: PhotoId): Blob | null {
  return thumbnails.get(id) ?? null;
}

export function putThumbnail(id: PhotoId, thumbnail: Blob): void {
  thumbnails.set(id, thumbnail);
}

export function dropThumbnail(id: PhotoId): void {
  thumbnails.delete(id);
}
