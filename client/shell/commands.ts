import { signal } from "@preact/signals";

// What a key asks of a component far from it.

/** The file dialog's input, once it is on the page. */
export const fileInput = signal<HTMLInputElement | null>(null);

/** Counts the wishes to see the whole answer; the map follows it. */
export const fitWishes = signal(0);

export function chooseFiles(): void {
  fileInput.value?.click();
}

export function fitAnswer(): void {
  fitWishes.value++;
}
