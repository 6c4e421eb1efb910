import { signal } from "@preact/signals";

/** On a phone the panel is a sheet over the map, and this says whether it is drawn up. */
export const isSheetOpen = signal(false);
