import type { StatedPosition } from "./position.ts";

/** What one block of metadata tells of where and when a photo was taken. */
export interface Told {
  /** Null where it says nothing. */
  readonly position: StatedPosition | null;
  /** Local time, `2021-05-04T13:37:00`; null where it says none. */
  readonly takenAt: string | null;
  /** How far that is off UTC, `+02:00`; null where it is not said. */
  readonly utcOffset: string | null;
  /** Make and model; null where neither is said. */
  readonly camera: string | null;
}
