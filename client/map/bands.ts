import type { CellProbability } from "../../core/contracts/prediction.ts";
import type { Palette } from "../ui/palette.ts";

/** Upper ends of the bands by cumulative mass in percent; the last one holds whatever is drawn beyond 95 %. */
export const BANDS = [50, 80, 90, 95, 100] as const;
export type Band = (typeof BANDS)[number];

/** A threshold is met despite the rounding of thousands of added numbers. */
const EPSILON = 1e-9;

/**
 * The band of each cell, given heaviest per km2 first: a cell belongs to the band in which its mass begins, so that
 * the cells of bands up to 80 are the smallest set with at least 80 %.
 */
export function bandsOf(cells: readonly CellProbability[]): Band[] {
  let before = 0;
  return cells.map(({ probability }) => {
    const band = bandAt(before);
    before += probability;
    return band;
  });
}

/** The band in which a cumulative mass lies. */
export function bandAt(cumulative: number): Band {
  return BANDS.find((band) => cumulative < band / 100 - EPSILON) ?? 100;
}

export function bandColour(band: Band, { bands }: Palette): string {
  return bands[bandName(band)];
}

/** The band's name in the palette and in style sheets. */
export function bandName(band: Band): keyof Palette["bands"] {
  return band === 100 ? "band-rest" : `band-${band}`;
}
