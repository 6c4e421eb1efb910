import type { ImageSpec } from "../contracts/bundle.ts";

/** RGB, 8 bits each, rows from the top. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Width and height, in pixels. */
export type Sides = Pick<RgbImage, "width" | "height">;

/** The whole picture at an exact size. */
export interface Target extends Sides {
  readonly resample: ImageSpec["resample"];
}

/** A part of an upright picture, in its pixels. */
export interface Window extends Sides {
  readonly left: number;
  readonly top: number;
}
