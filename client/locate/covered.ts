import type { Padding } from "../map/map.ts";

/** How much of the map's element the phone's sheet covers from below; nothing where they stand side by side. */
export function coveredBy(element: HTMLElement): Padding {
  const map = element.getBoundingClientRect();
  const sheet = document.querySelector(".panel")?.getBoundingClientRect();
  const isOver = sheet && sheet.left < map.right && sheet.right > map.left && sheet.top > map.top;
  const bottom = isOver ? Math.max(0, map.bottom - sheet.top) : 0;
  // With most of the map covered there is no sensible room left; the whole element then counts.
  return { top: 0, right: 0, left: 0, bottom: bottom > map.height * 0.6 ? 0 : bottom };
}
