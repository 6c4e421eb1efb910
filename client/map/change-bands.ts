import type { ChangeColour } from "../ui/palette.ts";

/** A step of what a photo changed, by how many times likelier a cell is than before it. */
export interface ChangeBand {
  readonly name: ChangeColour;
  /** Lower end of the ratio after to before; the band ends where the one before it begins. */
  readonly from: number;
}

/** From the cells that gained most to those that lost most. Steps are alike on a logarithmic scale in both directions. */
export const CHANGE_BANDS: readonly ChangeBand[] = [
  { name: "change-up-3", from: 8 },
  { name: "change-up-2", from: 3 },
  { name: "change-up-1", from: 1.25 },
  { name: "change-even", from: 1 / 1.25 },
  { name: "change-down-1", from: 1 / 3 },
  { name: "change-down-2", from: 1 / 8 },
  { name: "change-down-3", from: 0 },
];

/** The band of a cell. One that had no probability before, and has some now, has gained most. */
export function changeBand(before: number, after: number): ChangeColour {
  const ratio = before > 0 ? after / before : after > 0 ? Number.POSITIVE_INFINITY : 1;
  return CHANGE_BANDS.find(({ from }) => ratio >= from)!.name;
}
