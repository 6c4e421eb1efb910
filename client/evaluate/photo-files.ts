import { computed, signal } from "@preact/signals";
import { createIdMatcher } from "../../core/eval/reading/ids.ts";
import type { GivenFile } from "./intake.ts";

// The photos that runs are of, where they are given: they are shown beside their scores, and never leave the page.

const NAME = /\.(jpe?g|png|webp|hei[cf]|avif|tiff?|gif)$/i;

const photos = signal<ReadonlyMap<string, File>>(new Map());
const pathOf = computed(() => createIdMatcher([...photos.value.keys()]));

export function isPhotoFile({ path }: GivenFile): boolean {
  return NAME.test(path);
}

/** How many are at hand. */
export function photoCount(): number {
  return photos.value.size;
}

/** Photos of one path are one: the latest. */
export function addPhotos(given: readonly GivenFile[]): void {
  photos.value = new Map([
    ...photos.value,
    ...given.map(({ path, file }) => [path, file] as const),
  ]);
}

/** The photo that an id of a run means, by the rules by which predictions find theirs; null where it was not given. */
export function photoFileOf(id: string): File | null {
  const path = pathOf.value(id);
  return path === null ? null : photos.value.get(path)!;
}
