/** Where a pin's label stands, seen from the pin; nowhere where there is no room for it. */
export type LabelSide = "west" | "east" | "below" | "none";

/** A pin on the screen, in pixels from the map's upper left corner. */
export interface ScreenPin {
  readonly x: number;
  readonly y: number;
  /** Of its label. */
  readonly width: number;
  readonly height: number;
  /** Where the label stands if there is room. */
  readonly wish: Exclude<LabelSide, "none">;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Half of a pin's width with the gap to its label. */
const REACH_PX = 15;

const SIDES = ["west", "east", "below"] as const;
export const LABEL_SIDES: readonly LabelSide[] = [...SIDES, "none"];

/** Sides on which no label leaves the map or covers another; the pins that come later are served first, since they lie on top. */
export function labelSides(
  pins: readonly ScreenPin[],
  map: { readonly width: number; readonly height: number },
): LabelSide[] {
  const taken: Box[] = [];
  const sides = pins.toReversed().map((pin): LabelSide => {
    const order = [pin.wish, ...SIDES.filter((side) => side !== pin.wish)];
    for (const side of order) {
      const box = boxOf(pin, side);
      const isInside =
        box.left >= 0 && box.top >= 0 && box.right <= map.width && box.bottom <= map.height;
      if (!isInside || taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      return side;
    }
    return "none";
  });
  return sides.toReversed();
}

function boxOf({ x, y, width, height }: ScreenPin, side: (typeof SIDES)[number]): Box {
  if (side === "below") {
    const left = x - width / 2;
    return { left, top: y + REACH_PX, right: left + width, bottom: y + REACH_PX + height };
  }
  const left = side === "east" ? x + REACH_PX : x - REACH_PX - width;
  return { left, top: y - height / 2, right: left + width, bottom: y + height / 2 };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
