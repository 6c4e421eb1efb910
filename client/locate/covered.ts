import type { Padding } from "../map/padding.ts";

/** More of the map than this is never given up: beyond it there is no sensible room left. */
const MAX_COVERED = 0.8;

/** How much of the map's element is covered from above and below: by the phone's sheet, the legend, the time slider, a message. */
export function coveredBy(element: HTMLElement): Padding {
  const map = element.getBoundingClientRect();
  const trouble = overlapping(".map__trouble", map);
  const top = trouble ? trouble.bottom - map.top : 0;
  const feet = [overlapping(".panel", map), overlapping(".legend", map), overlapping(".trip", map)];
  const bottom = Math.max(...feet.map((rect) => (rect ? map.bottom - rect.top : 0)));
  const isTooMuch = top + bottom > map.height * MAX_COVERED;
  return { top, right: 0, bottom: isTooMuch ? 0 : bottom, left: 0 };
}

function overlapping(selector: string, map: DOMRect): DOMRect | null {
  const rect = document.querySelector(selector)?.getBoundingClientRect();
  return rect && rect.left < map.right - 1 && rect.right > map.left + 1 ? rect : null;
}
