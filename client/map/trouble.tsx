import type { ComponentChildren } from "preact";
import type { MapTrouble } from "./load-map.ts";

interface MissingMapProps {
  readonly trouble: Exclude<MapTrouble, "basemap" | "operator">;
  /** What there is instead, or what cannot be done without. */
  readonly children: ComponentChildren;
}

/** In the map's place, where there can be none. */
export function MissingMap({ trouble, children }: MissingMapProps) {
  return (
    <div class="map__missing" role="status">
      <p class="map__missing-title">No map here</p>
      <p>
        {trouble === "webgl"
          ? "This browser has no WebGL, which the map needs."
          : "The map could not be loaded."}{" "}
        {children}
      </p>
    </div>
  );
}

/** Over the map, where the operator's own cannot be had. */
export function MissingOperatorMap() {
  return (
    <p class="map__trouble" role="status">
      This service’s own map cannot be loaded: the built-in map is shown instead.
    </p>
  );
}

/** Over the map, while it has no land and no borders. */
export function MissingBasemap({ children }: { readonly children: ComponentChildren }) {
  return (
    <p class="map__trouble" role="status">
      The base map could not be loaded. {children}
    </p>
  );
}
