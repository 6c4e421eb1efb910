import type { BasemapChoice } from "../../core/contracts/basemap.ts";
import type { LngLat, Position } from "../../core/earth/lng-lat.ts";
import type { Palette } from "../ui/palette.ts";
import type { Camera } from "./camera.ts";
import type { LayerSet } from "./layer-set.ts";
import type { Overlay } from "./overlay.ts";
import type { PhotoPoints } from "./photo-points.ts";
import type { View } from "./scene.ts";

export interface MapOptions {
  readonly palette: Palette;
  /** The map under the answers, as the service says. */
  readonly basemap: BasemapChoice;
  readonly onClick: (at: LngLat) => void;
  readonly onDoubleClick: () => void;
  /** Probability of the single cell under the pointer; null off the cells. */
  readonly onPoint: (probability: number | null) => void;
  /** The base map cannot be had; answers are still drawn. */
  readonly onBasemapMissing: () => void;
  /** The operator's map cannot be had: the one that ships is drawn. */
  readonly onOperatorMapMissing: () => void;
}

/** The map as the rest of the page knows it. */
export interface MapHandle extends Camera {
  show(view: View): void;
  describe(words: string): void;
  paint(palette: Palette): void;
  /** Draws something of a view's own above the answer and below the names; null takes it away. */
  setLayers(name: string, set: LayerSet | null): void;
  /** Marks where photos were taken, as their answers have it. */
  readonly showPhotos: PhotoPoints["show"];
  /** Whether the map under the answers is the one that ships, not one of the operator's. */
  readonly isOwnBase: boolean;
  /** How much of the base map the colours of the answer hide, 0 to 1. */
  setStrength(strength: number): void;
  setDrawing(isDrawing: boolean): void;
  /** What a game draws on the same map. */
  overlay(onDrag: (at: Position) => void): Overlay;
  destroy(): void;
}
