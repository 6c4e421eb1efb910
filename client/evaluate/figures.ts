import type { Interval } from "../../core/eval/figures/intervals.ts";
import type { Estimated } from "../../core/eval/figures/measures.ts";
import type { Rate } from "../../core/eval/figures/rates.ts";
import { area, kilometres, percent } from "../../core/eval/report/numbers.ts";

/** A figure as text with its interval as text. */
export interface Written {
  readonly value: string;
  readonly interval: string | null;
}

/** A share as a percentage; the interval over clusters where photos are clustered. */
export function writeRate(rate: Rate): Written {
  return {
    value: percent(rate.rate),
    interval: writeInterval(rate.clustered ?? rate.wilson, percent),
  };
}

export function writeEstimated(
  { value, interval }: Estimated,
  write: (value: number) => string,
): Written {
  return { value: write(value), interval: interval && writeInterval(interval, write) };
}

export const writeKm = (km: number) => kilometres(km);
export const writeKm2 = (km2: number) => area(km2);
export const writeScore = (score: number) => score.toFixed(0);

/** `30.1–34.8`. */
export function writeInterval([low, high]: Interval, write: (value: number) => string): string {
  return `${write(low)}–${write(high)}`;
}
