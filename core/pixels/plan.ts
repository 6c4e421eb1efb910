import type { ImageSpec } from "../contracts/bundle.ts";
import type { Sides, Target, Window } from "./image.ts";

/**
 * A longer picture is cut to this many times its shorter side, or a strip of 1 x 1,000,000 pixels would fill the
 * memory. What lies outside is not decoded, so damage there goes unnoticed.
 */
const LONGEST_RATIO = 4;

/** How a picture becomes one of the size that a bundle wants, before it is cropped. */
export interface ResizePlan {
  /** The part that is shown; null for all of it. */
  readonly window: Window | null;
  readonly target: Target;
  /** Whether a side becomes longer, where decoders that resize do not agree with Pillow: `resample` does. */
  readonly enlarges: boolean;
}

/** @param picture Sides of the upright picture. */
export function planResize(picture: Sides, spec: ImageSpec): ResizePlan {
  const window = spec.resize === "shortest" ? middleOfStrip(picture) : null;
  const shown = window ?? picture;
  const target = { ...resizedSides(shown, spec), resample: spec.resample };
  const enlarges = target.width > shown.width || target.height > shown.height;
  return { window, target, enlarges };
}

/** The middle of a picture that is much longer than wide; null for every other. */
function middleOfStrip({ width, height }: Sides): Window | null {
  const longest = Math.min(width, height) * LONGEST_RATIO;
  if (Math.max(width, height) <= longest) return null;
  const [newWidth, newHeight] = [Math.min(width, longest), Math.min(height, longest)];
  return {
    left: Math.floor((width - newWidth) / 2),
    top: Math.floor((height - newHeight) / 2),
    width: newWidth,
    height: newHeight,
  };
}

/** Sides after resizing, before cropping; the longer one is cut to an integer, as torchvision and CLIP do. */
export function resizedSides(
  { width, height }: Sides,
  { resize, resizeTo, size }: Pick<ImageSpec, "resize" | "resizeTo" | "size">,
): Sides {
  if (resize === "squash") return { width: size, height: size };
  const longer = (side: number, shorter: number) => Math.floor((side * resizeTo) / shorter);
  return width < height
    ? { width: resizeTo, height: longer(height, width) }
    : { width: longer(width, height), height: resizeTo };
}
