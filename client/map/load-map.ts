import { effect } from "@preact/signals";
import type { BasemapChoice } from "../../core/contracts/basemap.ts";
import type { LngLat } from "../../core/earth/lng-lat.ts";
import { about } from "../ask/about.ts";
import type { Palette } from "../ui/palette.ts";
import type { MapHandle } from "./handle.ts";

/** `operator`: the operator's map cannot be had, and the one that ships is shown. */
export type MapTrouble = "webgl" | "library" | "basemap" | "operator";

interface LoadOptions {
  readonly palette: Palette;
  readonly signal: AbortSignal;
  readonly onClick: (at: LngLat) => void;
  readonly onDoubleClick: () => void;
  readonly onPoint: (probability: number | null) => void;
  readonly onTrouble: (trouble: MapTrouble) => void;
  readonly onReady: (map: MapHandle) => void;
}

/** Fetches the map's code and starts it. Without WebGL nothing is fetched; the page works without a map. */
export async function loadMap(element: HTMLElement, options: LoadOptions): Promise<void> {
  const { signal, onTrouble, onReady } = options;
  if (!hasWebGl()) return onTrouble("webgl");
  try {
    const [{ createMap }, basemap] = await Promise.all([import("./map.ts"), whenKnown(signal)]);
    if (signal.aborted) return;
    const map = await createMap(element, {
      palette: options.palette,
      basemap,
      onClick: options.onClick,
      onDoubleClick: options.onDoubleClick,
      onPoint: options.onPoint,
      onBasemapMissing: () => onTrouble("basemap"),
      onOperatorMapMissing: () => onTrouble("operator"),
    });
    signal.addEventListener("abort", map.destroy);
    if (signal.aborted) map.destroy();
    else onReady(map);
  } catch (cause) {
    console.error(cause);
    onTrouble("library");
  }
}

/** Which map the operator has chosen, once the service has said so; the one that ships where it says nothing. */
function whenKnown(signal: AbortSignal): Promise<BasemapChoice> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      const { features, readiness } = about.value;
      if (features || readiness !== "asking") resolve(features?.basemap ?? { kind: "own" });
    });
    signal.addEventListener("abort", stop);
  });
}

function hasWebGl(): boolean {
  return document.createElement("canvas").getContext("webgl2") !== null;
}
