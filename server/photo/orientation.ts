import type { Sides, Window } from "../../core/pixels/image.ts";

// EXIF orientation (EXIF 2.32, section 4.6.4): 1 to 8, where the stored rows and columns lie in the upright picture.
// From 5 on rows are columns.

/** A function from upright pixels to stored ones, for an upright picture of these sides. */
function storedAt(orientation: number, { width, height }: Sides) {
  const [right, bottom] = [width - 1, height - 1];
  const at: Readonly<Record<number, (x: number, y: number) => readonly [number, number]>> = {
    2: (x, y) => [right - x, y],
    3: (x, y) => [right - x, bottom - y],
    4: (x, y) => [x, bottom - y],
    5: (x, y) => [y, x],
    6: (x, y) => [y, right - x],
    7: (x, y) => [bottom - y, right - x],
    8: (x, y) => [bottom - y, x],
  };
  return at[orientation] ?? ((x: number, y: number) => [x, y] as const);
}

/** Sides as they are stored, from those of the upright picture, or the other way round. */
export function storedSides<S extends Sides>(orientation: number, upright: S): S {
  const { width, height } = upright;
  return orientation < 5 ? upright : { ...upright, width: height, height: width };
}

/** Where a part of an upright picture is stored. */
export function storedWindow(orientation: number, picture: Sides, window: Window): Window {
  const at = storedAt(orientation, picture);
  const first = at(window.left, window.top);
  const last = at(window.left + window.width - 1, window.top + window.height - 1);
  const { width, height } = storedSides(orientation, {
    width: window.width,
    height: window.height,
  });
  return { left: Math.min(first[0], last[0]), top: Math.min(first[1], last[1]), width, height };
}

/** What makes a stored picture upright: mirrored from left to right or not, then turned clockwise. */
export interface Turn {
  readonly mirrors: boolean;
  /** Degrees. */
  readonly angle: 0 | 90 | 180 | 270;
}

export function turnOf(orientation: number): Turn {
  return TURNS[orientation - 1] ?? { mirrors: false, angle: 0 };
}

const TURNS: readonly Turn[] = [
  { mirrors: false, angle: 0 },
  { mirrors: true, angle: 0 },
  { mirrors: false, angle: 180 },
  { mirrors: true, angle: 180 },
  { mirrors: true, angle: 270 },
  { mirrors: false, angle: 90 },
  { mirrors: true, angle: 90 },
  { mirrors: false, angle: 270 },
];
