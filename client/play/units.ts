import { signal } from "@preact/signals";
import { formatArea, formatDistance } from "../words/numbers.ts";

export type Units = "km" | "mi";

const STORAGE_KEY = "graticule.units";
const KM_PER_MILE = 1.609344;
const FEET_PER_MILE = 5280;
const GROUPED = new Intl.NumberFormat("en");

/** Kilometres unless the reader has chosen miles. */
export const units = signal<Units>(readStored());

export function toggleUnits(): void {
  units.value = units.value === "km" ? "mi" : "km";
  try {
    localStorage.setItem(STORAGE_KEY, units.value);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

/** A distance in the reader's units, to two or three digits. */
export function distanceText(km: number, chosen: Units = units.value): string {
  if (chosen === "km") return formatDistance(km);
  const miles = km / KM_PER_MILE;
  if (miles < 0.2) return `${Math.max(10, Math.round((miles * FEET_PER_MILE) / 10) * 10)}\u00a0ft`;
  if (miles < 100) return `${Number(miles.toPrecision(2))}\u00a0mi`;
  return `${GROUPED.format(Number(miles.toPrecision(3)))}\u00a0mi`;
}

/** An area in the reader's units. */
export function areaText(km2: number, chosen: Units = units.value): string {
  if (chosen === "km") return formatArea(km2);
  return formatArea(km2 / KM_PER_MILE ** 2).replace(/km²$/, "mi²");
}

function readStored(): Units {
  try {
    return localStorage.getItem(STORAGE_KEY) === "mi" ? "mi" : "km";
  } catch {
    return "km";
  }
}
