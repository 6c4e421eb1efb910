import type { Interval } from "../figures/intervals.ts";
import type { LogScore } from "../figures/log-score.ts";
import type { Rate } from "../figures/rates.ts";
import type { Summary } from "../figures/summary.ts";

/** `32.4`: a share as a percentage with one decimal. */
export function percent(share: number): string {
  return (share * 100).toFixed(1);
}

/** `32.4 (30.1–34.8)`: the interval over clusters where there is one. */
export function percentWithInterval({ rate, clustered, wilson }: Rate): string {
  return `${percent(rate)} ${interval(clustered ?? wilson, percent)}`;
}

export function interval([low, high]: Interval, write: (value: number) => string): string {
  return `(${write(low)}–${write(high)})`;
}

/** `5.79 (5.61–5.97) bits`. */
export function bits({ meanBits, bitsInterval }: LogScore): string {
  const write = (value: number) => value.toFixed(2);
  return `${write(meanBits)}${bitsInterval ? ` ${interval(bitsInterval, write)}` : ""} bits`;
}

/** `241 km`, `0.46 km`, `12,345 km` without the unit: three digits at least. */
export function kilometres(km: number): string {
  if (km < 10) return km.toFixed(2);
  return km < 100 ? km.toFixed(1) : grouped(Math.round(km));
}

/** `1,940,000`: three significant digits. */
export function area(km2: number): string {
  return grouped(Number(km2.toPrecision(3)));
}

/** Thousands apart: `25,600`. */
export function grouped(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
}

/** `10⁵` for an axis. */
export function powerOfTen(exponent: number): string {
  const digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  return `10${[...String(exponent)].map((digit) => digits[Number(digit)]!).join("")}`;
}

/** What intervals of shares take into account: `Wilson's over 198 clusters (photographer)`, or that photos are independent. */
export function sharesSource({ settings, dataset }: Pick<Summary, "settings" | "dataset">): string {
  const { clusteredBy, clusters, shareIntervals } = settings;
  if (clusteredBy === null || clusters >= dataset.withPosition)
    return "Wilson's, photos taken as independent";
  const over = `over ${grouped(clusters)} clusters (${clusteredBy})`;
  return shareIntervals === "bootstrap"
    ? `by bootstrap ${over}`
    : `Wilson's with the design effect ${over}`;
}

/** The same of shares and of means: `..., of means by bootstrap (1,000 resamples, seed 1)`. */
export function intervalSource(summary: Pick<Summary, "settings" | "dataset">): string {
  const { resamples, seed } = summary.settings;
  const shares = sharesSource(summary);
  return resamples === 0
    ? shares
    : `${shares}; of means and medians by bootstrap over the same (${grouped(resamples)} resamples, seed ${seed})`;
}
