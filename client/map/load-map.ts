import type { LngLat } from "../../core/earth/lng-lat.ts";
import type { Palette } from "../ui/palette.ts";
import type { MapHandle } from "./handle.ts";

export type MapTrouble = "webgl" | "library" | "basemap" | "style";

/** Beside the page, wherever that lies. */
const BASEMAP_PATH = "geodata/basemap.pmtiles";

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
    const { createMap } = await import("./map.ts");
    if (signal.aborted) return;
    const map = await createMap(element, {
      palette: options.palette,
      basemapUrl: `pmtiles://${new URL(BASEMAP_PATH, document.baseURI).href}`,
      onClick: options.onClick,
      onDoubleClick: options.onDoubleClick,
      onPoint: options.onPoint,
      onBasemapMissing: () => onTrouble("basemap"),
    });
    signal.addEventListener("abort", map.destroy);
    if (signal.aborted) map.destroy();
    else onReady(map);
  } catch (cause) {
    console.error(cause);
    onTrouble("library");
  }
}

function hasWebGl(): boolean {
  return document.createElement("canvas").getContext("webgl2") !== null;
}
