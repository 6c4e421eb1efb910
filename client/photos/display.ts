import { computed, signal } from "@preact/signals";
import type { PhotoId } from "../ask/state.ts";
import { state } from "../ask/store.ts";
import { type Arrangement, AS_ADDED, arrange, countKinds } from "./arrange.ts";

// How the reader has arranged the photos.

export const arrangement = signal<Arrangement>(AS_ADDED);
/** Pictures side by side, or rows with numbers. */
export const layout = signal<"grid" | "table">("grid");

/** The photos as they are arranged. */
export const arranged = computed(() => arrange(state.value.photos, arrangement.value));
let latestIds: readonly PhotoId[] = [];
/** Their numbers: the same list for as long as it names the same photos in the same order. */
export const arrangedIds = computed((): readonly PhotoId[] => {
  const ids = arranged.value.map(({ id }) => id);
  if (ids.length !== latestIds.length || ids.some((id, i) => id !== latestIds[i])) latestIds = ids;
  return latestIds;
});
export const counts = computed(() => countKinds(state.value.photos));

export function rearrange(change: Partial<Arrangement>): void {
  arrangement.value = { ...arrangement.value, ...change };
}
