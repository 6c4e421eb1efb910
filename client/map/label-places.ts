import type { Map as MapLibreMap, Marker } from "maplibre-gl";
import { LABEL_SIDES, type LabelSide, labelSides } from "./pin-labels.ts";

/** A pin on the map, and where its label stands if there is room. */
export interface LabelledPin {
  readonly marker: Marker;
  readonly wish: Exclude<LabelSide, "none">;
}

/**
 * Turns the labels of pins so that none leaves the part of the map that is in view or covers another.
 *
 * @param coveredPx of the map's foot, by what lies over it
 */
export function placeLabels(
  map: MapLibreMap,
  pins: readonly LabelledPin[],
  coveredPx: number = 0,
): void {
  const { clientWidth: width, clientHeight } = map.getContainer();
  const onScreen = pins.map(({ marker, wish }) => {
    const { x, y } = map.project(marker.getLngLat());
    const label = marker.getElement().querySelector<HTMLElement>(".pin__label");
    return { x, y, width: label?.offsetWidth ?? 0, height: label?.offsetHeight ?? 0, wish };
  });
  const sides = labelSides(onScreen, { width, height: clientHeight - coveredPx });
  for (const [i, side] of sides.entries()) {
    const { classList } = pins[i]!.marker.getElement();
    for (const each of LABEL_SIDES) classList.toggle(`pin--${each}`, each === side);
  }
}
