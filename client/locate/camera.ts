import { signal } from "@preact/signals";
import type { Position } from "../../core/earth/lng-lat.ts";

/** A wish to see a place; the map follows it once. A new object is a new wish, even to the same place. */
export const flight = signal<{ readonly to: Position } | null>(null);

export function flyTo(to: Position): void {
  flight.value = { to };
}
