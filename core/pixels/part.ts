import type { ImageSpec } from "../contracts/bundle.ts";
import type { Sides } from "./image.ts";
import { planResize } from "./plan.ts";

/** A part of an upright picture, from its upper left corner, as shares of its width and height, 0 to 1. */
export interface Part {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The part of a picture that is left of it once it is resized and cropped as a bundle wants. */
export function seenPart(picture: Sides, spec: ImageSpec): Part {
  const { window, target } = planResize(picture, spec);
  const shown = window ?? { left: 0, top: 0, ...picture };
  // A pixel of the resized picture, as a share of the whole one.
  const across = shown.width / target.width / picture.width;
  const down = shown.height / target.height / picture.height;
  return {
    left: shown.left / picture.width + Math.floor((target.width - spec.size) / 2) * across,
    top: shown.top / picture.height + Math.floor((target.height - spec.size) / 2) * down,
    width: spec.size * across,
    height: spec.size * down,
  };
}

/** A part of a picture as shares of what is seen of it; outside of that below 0 or beyond 1. */
export function withinSeen(part: Part, seen: Part): Part {
  return {
    left: (part.left - seen.left) / seen.width,
    top: (part.top - seen.top) / seen.height,
    width: part.width / seen.width,
    height: part.height / seen.height,
  };
}

/** The parts of a grid over what is seen, row by row from the top. They leave nothing out and do not overlap. */
export function gridParts(seen: Part, rows: number, columns: number): Part[] {
  const width = seen.width / columns;
  const height = seen.height / rows;
  return Array.from({ length: rows * columns }, (_, i) => ({
    left: seen.left + (i % columns) * width,
    top: seen.top + Math.floor(i / columns) * height,
    width,
    height,
  }));
}
