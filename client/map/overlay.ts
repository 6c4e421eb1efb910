import type { Feature, FeatureCollection } from "geojson";
import type { GeoJSONSource, Map as MapLibreMap, Marker } from "maplibre-gl";
import type { CellProbability } from "../../core/contracts/prediction.ts";
import { type Position, wrapLng } from "../../core/earth/lng-lat.ts";
import type { Bounds } from "./fit.ts";
import type { Hexagons } from "./hexagons.ts";
import { type LabelledPin, placeLabels } from "./label-places.ts";
import { showNamesFrom } from "./labels.ts";
import { type Padding, sumOf } from "./padding.ts";
import { PIN_PATH } from "./pin-shapes.ts";
import { signElement } from "./pins.ts";
import { SOURCE } from "./sources.ts";

export type MarkKind = "you" | "model" | "truth" | "other";

/** A labelled point of a game. */
export interface Mark {
  readonly kind: MarkKind;
  readonly at: Position;
  /** Beside the mark; null for none. */
  readonly label: string | null;
  readonly side: "west" | "east" | "below";
}

/** What a game draws over the map, and how a keyboard moves on it. */
export interface Overlay {
  mark(marks: readonly Mark[]): void;
  /** The pin that can be dragged; null takes it away. */
  setPin(at: Position | null, isLocked: boolean): void;
  /** Lines and filled areas; each feature has its `GameRole` as its property `role`. */
  draw(features: readonly Feature[]): void;
  /** Hexagons of the model's answer. */
  heat(cells: readonly CellProbability[]): void;
  /** Moves a position by pixels of the present zoom. */
  shift(at: Position, x: number, y: number): Position;
  /** The middle of the part that is not covered. */
  centre(): Position;
  /** Moves the map as little as needed to keep a position away from its edges. */
  keepInView(at: Position): void;
  /** Zooms in or out by steps around a position. */
  zoomBy(steps: number, around: Position | null): void;
  /** Moves the map so that the bounds are in the part of it that is not covered, with a margin inside. */
  fitTo(bounds: Bounds, covered: Padding, margin: Padding, animate: boolean): void;
  /** Leaves arrow and zoom keys to the game. */
  takeKeys(): void;
}

const EDGE_PX = 70;
const SHAPES: Readonly<Record<MarkKind, string>> = {
  you: PIN_PATH.best,
  model: "M12 3L21 12L12 21L3 12ZM12 9L9 12L12 15L15 12Z",
  truth: PIN_PATH.truth,
  other: "M12 7A5 5 0 1 0 12 17A5 5 0 1 0 12 7Z",
};

/** The overlay of a map. Takes the class that makes markers, so that one file alone imports the map library. */
export function createOverlay(
  map: MapLibreMap,
  MarkerClass: typeof Marker,
  hexagons: Hexagons,
  onDrag: (at: Position) => void,
): Overlay {
  let marked: LabelledPin[] = [];
  let pin: Marker | null = null;
  let covered: Padding = { top: 0, right: 0, bottom: 0, left: 0 };
  const turnLabels = () => placeLabels(map, marked, covered.bottom);
  map.on("move", turnLabels);

  return {
    mark(marks) {
      for (const { marker } of marked) marker.remove();
      marked = marks.map((mark) => {
        const anchor = mark.kind === "you" ? "bottom" : "center";
        const marker = new MarkerClass({ element: markElement(mark), anchor });
        return { marker: marker.setLngLat(mark.at).addTo(map), wish: mark.side };
      });
      turnLabels();
    },
    setPin(at, isLocked) {
      if (!at) {
        pin?.remove();
        pin = null;
        return;
      }
      if (!pin) {
        pin = new MarkerClass({
          element: markElement({ kind: "you", at, label: null, side: "east" }),
          anchor: "bottom",
          draggable: true,
        });
        const own = pin;
        pin.on("dragend", () => {
          const { lat, lng } = own.getLngLat();
          onDrag({ lat, lng: wrapLng(lng) });
        });
        pin.setLngLat(at).addTo(map);
      }
      pin.setLngLat(nearestTurn(at, map.getCenter().lng));
      pin.setDraggable(!isLocked);
    },
    draw(features) {
      const data: FeatureCollection = { type: "FeatureCollection", features: [...features] };
      map.getSource<GeoJSONSource>(SOURCE.game)?.setData(data);
    },
    heat(cells) {
      void hexagons.show(cells);
    },
    shift(at, x, y) {
      const point = map.project(nearestTurn(at, map.getCenter().lng));
      const { lat, lng } = map.unproject([point.x + x, point.y + y]);
      return { lat: Math.max(-85, Math.min(85, lat)), lng: wrapLng(lng) };
    },
    centre() {
      const { clientWidth, clientHeight } = map.getContainer();
      const { top, right, bottom, left } = covered;
      const { lat, lng } = map.unproject([
        (left + clientWidth - right) / 2,
        (top + clientHeight - bottom) / 2,
      ]);
      return { lat, lng: wrapLng(lng) };
    },
    keepInView(at) {
      const { x, y } = map.project(nearestTurn(at, map.getCenter().lng));
      const { clientWidth, clientHeight } = map.getContainer();
      const { top, right, bottom, left } = covered;
      const dx = outside(x, left + EDGE_PX, clientWidth - right - EDGE_PX);
      const dy = outside(y, top + EDGE_PX, clientHeight - bottom - EDGE_PX);
      if (dx !== 0 || dy !== 0) map.panBy([dx, dy], { animate: false });
    },
    zoomBy(steps, around) {
      const zoom = map.getZoom() + steps;
      map.easeTo({
        zoom,
        ...(around && { around: nearestTurn(around, map.getCenter().lng) }),
        duration: 150,
      });
    },
    fitTo([southWest, northEast], nowCovered, margin, animate) {
      covered = nowCovered;
      turnLabels();
      map.setProjection({ type: "mercator" });
      showNamesFrom(map, 0);
      map.setPadding({ top: 0, right: 0, bottom: 0, left: 0 });
      map.fitBounds([[...southWest], [...northEast]], {
        padding: sumOf(covered, margin),
        maxZoom: 8,
        animate,
        duration: 700,
      });
    },
    takeKeys() {
      map.keyboard.disable();
    },
  };
}

/** The repetition of a position that is nearest to a longitude: the map goes around the world more than once. */
function nearestTurn({ lat, lng }: Position, around: number): Position {
  return { lat, lng: lng + 360 * Math.round((around - lng) / 360) };
}

function outside(value: number, low: number, high: number): number {
  if (value < low) return value - low;
  return value > high ? value - high : 0;
}

function markElement({ kind, label, side }: Mark): HTMLElement {
  return signElement(`pin pin--${side} mark mark--${kind}`, SHAPES[kind], label);
}
