import { signal } from "@preact/signals";
import type { Position } from "../../core/earth/lng-lat.ts";
import type { Bounds } from "../map/fit.ts";

// What is wished of a map far from the button or key that wishes it.

/** A wish to see a place; the map follows it once. A new object is a new wish, even to the same place. */
export const flight = signal<{ readonly to: Position } | null>(null);

export function flyTo(to: Position): void {
  flight.value = { to };
}

/** A wish to see a part of the world. */
export const viewWish = signal<{ readonly bounds: Bounds } | null>(null);

export function showBounds(bounds: Bounds): void {
  viewWish.value = { bounds };
}

/** Counts the wishes to see the whole answer; the map follows it. */
export const fitWishes = signal(0);

export function fitAnswer(): void {
  fitWishes.value++;
}
