import { computed, signal } from "@preact/signals";
import { state } from "../ask/store.ts";
import { type Arrangement, AS_ADDED, arrange, countKinds } from "./arrange.ts";

// How the reader has arranged the photos.

export const arrangement = signal<Arrangement>(AS_ADDED);
/** Pictures side by side, or rows with numbers. */
export const layout = signal<"grid" | "table">("grid");

/** The photos as they are arranged. */
export const arranged = computed(() => arrange(state.value.photos, arrangement.value));
export const counts = computed(() => countKinds(state.value.photos));

export function rearrange(change: Partial<Arrangement>): void {
  arrangement.value = { ...arrangement.value, ...change };
}
