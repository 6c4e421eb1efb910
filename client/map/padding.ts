/** Room that something lying over the map takes from each side, in pixels. */
export type Padding = Readonly<Record<"top" | "right" | "bottom" | "left", number>>;

export function sumOf(a: Padding, b: Padding): Padding {
  return {
    top: a.top + b.top,
    right: a.right + b.right,
    bottom: a.bottom + b.bottom,
    left: a.left + b.left,
  };
}
