import type { Feature, FeatureCollection } from "geojson";
import type { GeoJSONSource, Map as MapLibreMap, Marker } from "maplibre-gl";
import { type Position, wrapLng } from "../../core/lng-lat.ts";
import type { CellProbability } from "../../core/prediction.ts";
import { bandsOf } from "./bands.ts";
import { cellFeature, NOTHING } from "./features.ts";
import type { Bounds } from "./fit.ts";
import type { Padding } from "./map.ts";
import { PIN_PATH } from "./pin-shapes.ts";
import { SOURCE } from "./style.ts";

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
  /** Lines and filled areas; each feature brings its `colour` and, for lines, whether it is `dashed`. */
  draw(features: readonly Feature[]): void;
  /** Hexagons of the model's answer. Made in turns, so that 5,000 of them hold up no frame; the latest call wins. */
  heat(cells: readonly CellProbability[]): Promise<void>;
  /** Moves a position by pixels of the present zoom. */
  shift(at: Position, x: number, y: number): Position;
  centre(): Position;
  /** Moves the map as little as needed to keep a position away from its edges. */
  keepInView(at: Position): void;
  /** Zooms in or out by steps around a position. */
  zoomBy(steps: number, around: Position | null): void;
  /** The name on the map next to a position, if one is near. */
  nameNear(at: Position): string | null;
  fitTo(bounds: Bounds, covered: Padding, animate: boolean): void;
  /** Leaves arrow and zoom keys to the game. */
  takeKeys(): void;
}

const OVERLAY = "overlay";
const NAME_REACH_PX = 90;
const EDGE_PX = 70;
const CELLS_PER_TURN = 500;
const SHAPES: Readonly<Record<MarkKind, string>> = {
  you: PIN_PATH.mode,
  model: PIN_PATH.score,
  truth: PIN_PATH.exif,
  other: "M12 7A5 5 0 1 0 12 17A5 5 0 1 0 12 7Z",
};

/** The overlay of a map. Takes the class that makes markers, so that one file alone imports the map library. */
export function createOverlay(
  map: MapLibreMap,
  MarkerClass: typeof Marker,
  onDrag: (at: Position) => void,
): Overlay {
  let markers: Marker[] = [];
  let pin: Marker | null = null;
  let heating: readonly CellProbability[] = [];

  function source(): GeoJSONSource {
    const known = map.getSource<GeoJSONSource>(OVERLAY);
    if (known) return known;
    map.addSource(OVERLAY, { type: "geojson", data: NOTHING, tolerance: 0.1 });
    map.addLayer({
      id: `${OVERLAY}-fill`,
      type: "fill",
      source: OVERLAY,
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": ["get", "colour"], "fill-opacity": 0.16 },
    });
    for (const isDashed of [false, true]) {
      map.addLayer({
        id: `${OVERLAY}-line${isDashed ? "-dashed" : ""}`,
        type: "line",
        source: OVERLAY,
        filter: ["==", ["get", "dashed"], isDashed],
        layout: { "line-join": "round", "line-cap": "round" },
        paint: {
          "line-color": ["get", "colour"],
          "line-width": 2.5,
          ...(isDashed && { "line-dasharray": [1.5, 2] }),
        },
      });
    }
    return map.getSource<GeoJSONSource>(OVERLAY)!;
  }

  return {
    mark(marks) {
      for (const marker of markers) marker.remove();
      markers = marks.map((mark) =>
        new MarkerClass({
          element: markElement(mark),
          anchor: mark.kind === "you" ? "bottom" : "center",
        })
          .setLngLat(mark.at)
          .addTo(map),
      );
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
      source().setData(data);
    },
    async heat(cells) {
      heating = cells;
      const features = await inTurns(cells, () => heating === cells);
      if (!features) return;
      const data: FeatureCollection = { type: "FeatureCollection", features };
      map.getSource<GeoJSONSource>(SOURCE.cells)?.setData(data);
    },
    shift(at, x, y) {
      const point = map.project(nearestTurn(at, map.getCenter().lng));
      const { lat, lng } = map.unproject([point.x + x, point.y + y]);
      return { lat: Math.max(-85, Math.min(85, lat)), lng: wrapLng(lng) };
    },
    centre() {
      const { lat, lng } = map.getCenter();
      return { lat, lng: wrapLng(lng) };
    },
    keepInView(at) {
      const { x, y } = map.project(nearestTurn(at, map.getCenter().lng));
      const { clientWidth, clientHeight } = map.getContainer();
      const dx = outside(x, EDGE_PX, clientWidth - EDGE_PX);
      const dy = outside(y, EDGE_PX, clientHeight - EDGE_PX);
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
    nameNear(at) {
      const { x, y } = map.project(nearestTurn(at, map.getCenter().lng));
      const layers = ["cities", "countries"].filter((name) => map.getLayer(name));
      const box: [[number, number], [number, number]] = [
        [x - NAME_REACH_PX, y - NAME_REACH_PX],
        [x + NAME_REACH_PX, y + NAME_REACH_PX],
      ];
      const [found] = map.queryRenderedFeatures(box, { layers });
      return found ? String(found.properties.name) : null;
    },
    fitTo([southWest, northEast], covered, animate) {
      map.setProjection({ type: "mercator" });
      for (const name of ["countries"]) {
        if (map.getLayer(name)) map.setLayerZoomRange(name, 0, 24);
      }
      map.setPadding({ top: 0, right: 0, bottom: 0, left: 0 });
      map.fitBounds([[...southWest], [...northEast]], {
        padding: covered,
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

/** The features of cells, made a few at a time between frames; null when they are not wanted any more. */
async function inTurns(
  cells: readonly CellProbability[],
  isWanted: () => boolean,
): Promise<Feature[] | null> {
  const bands = bandsOf(cells);
  const features: Feature[] = [];
  for (let rank = 0; rank < cells.length; rank++) {
    if (rank % CELLS_PER_TURN === CELLS_PER_TURN - 1) {
      await new Promise((resolve) => setTimeout(resolve));
      if (!isWanted()) return null;
    }
    features.push(cellFeature(cells[rank]!, rank, bands[rank]!));
  }
  return features;
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
  const namespace = "http://www.w3.org/2000/svg";
  const element = document.createElement("div");
  element.className = `pin pin--${side} mark mark--${kind}`;
  element.setAttribute("aria-hidden", "true");
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  const path = document.createElementNS(namespace, "path");
  path.setAttribute("d", SHAPES[kind]);
  path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  element.append(svg);
  if (label !== null) {
    const text = document.createElement("span");
    text.className = "pin__label";
    text.textContent = label;
    element.append(text);
  }
  return element;
}
