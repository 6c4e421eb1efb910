import { signal } from "@preact/signals";
import { MASSES, type Mass } from "../ask/question.ts";

// What the reader has set or points at in this view, and what is said of it.

/** The region that is outlined, chosen by the slider. */
export const mass = signal<Mass>(0.8);

/** The next smaller or larger region, if there is one. */
export function stepMass(by: 1 | -1): void {
  const next = MASSES[MASSES.indexOf(mass.value) + by];
  if (next) mass.value = next;
}

/** What the colours of the map mean: what is believed, or what the photo changed of it. */
export const shows = signal<"belief" | "change">("belief");

/** How much of the base map the colours of the answer hide, 0.2 to 1. */
export const strength = signal(1);

/** Probability of the cell under the pointer, where there is one. */
export const pointed = signal<number | null>(null);

/** A line for screen readers that is not the status of a photo ("Coordinates copied"). */
export const announcement = signal("");
