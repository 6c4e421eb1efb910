import type { RgbImage, Sides, Window } from "../../core/pixels/image.ts";

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

/** Sides as they are stored. */
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

/** A stored picture, upright. */
export function turnUpright(orientation: number, stored: RgbImage): RgbImage {
  if (orientation < 2 || orientation > 8) return stored;
  const { width, height } = storedSides(orientation, {
    width: stored.width,
    height: stored.height,
  });
  const at = storedAt(orientation, { width, height });
  const data = new Uint8Array(stored.data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [sx, sy] = at(x, y);
      const from = (sy * stored.width + sx) * 3;
      data.set(stored.data.subarray(from, from + 3), (y * width + x) * 3);
    }
  }
  return { width, height, data };
}
