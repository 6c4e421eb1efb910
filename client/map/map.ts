import {
  AttributionControl,
  addProtocol,
  type GeoJSONSource,
  Map as MapLibreMap,
  Marker,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { Protocol } from "pmtiles";
import type { LngLat, Position } from "../../core/earth/lng-lat.ts";
import { SIDES } from "../ask/question.ts";
import type { Palette } from "../ui/palette.ts";
import type { Bounds } from "./fit.ts";
import { createHexagons } from "./hexagons.ts";
import { countryFilter, HINT_LAYER } from "./labels.ts";
import type { LayerSet } from "./layer-set.ts";
import { createOverlay, type Overlay } from "./overlay.ts";
import { type Padding, sumOf } from "./padding.ts";
import { pinElement } from "./pins.ts";
import { changedParts, type Pin, pinsOf, type View } from "./scene.ts";
import { SOURCE } from "./sources.ts";
import { CELL_LAYERS, mapStyle, withAnswer } from "./style.ts";

// The only file that speaks to MapLibre. It is loaded after the page, with all that only the map needs.

setWorkerUrl(workerUrl);
addProtocol("pmtiles", new Protocol().tile);

const MAX_ZOOM = 11;
const FIT_MAX_ZOOM = 8;
/** Room around the answer: the map's own controls lie along its edges. */
const EDGE: Padding = { top: 32, right: 72, bottom: 32, left: 32 };
/** The globe of the first screen, from the middle of most photos. */
const GLOBE_CENTRE: [number, number] = [14, 24];
/** Share of the free room that the globe's diameter takes. */
const GLOBE_SHARE = 0.86;
/** Below zoom 2 the tiles are so large that bending their shorelines over a globe overruns a vertex buffer. */
const GLOBE_MIN_ZOOM = 2.02;
/** The globe is shown as it is; names come when one goes closer. */
const GLOBE_LABEL_ZOOM = 3;
const LABEL_LAYER = "countries";
const TILE_PX = 512;

/** Test hook: on this event the map's element tells how many hexagons are on screen, and what is in its middle. */
const PROBE_EVENT = "graticule:probe";

export interface MapOptions {
  readonly palette: Palette;
  readonly basemapUrl: string;
  readonly onClick: (at: LngLat) => void;
  readonly onDoubleClick: () => void;
  /** Probability of the single cell under the pointer; null off the cells. */
  readonly onPoint: (probability: number | null) => void;
  /** The base map cannot be had; answers are still drawn. */
  readonly onBasemapMissing: () => void;
}

/** The map as the rest of the page knows it. */
export interface MapHandle {
  show(view: View): void;
  describe(words: string): void;
  paint(palette: Palette): void;
  /** Draws something of a view's own above the answer and below the names; null takes it away. */
  setLayers(name: string, set: LayerSet | null): void;
  /** Puts the operator's online style under the answer. Where it cannot be had, our own stays. */
  useStyle(url: string, palette: Palette): void;
  /** The whole Earth as a globe: the view before there is an answer. */
  showGlobe(covered: Padding): void;
  /** The flat map, moved so that the bounds are in view. */
  fit(bounds: Bounds, covered: Padding): void;
  flyTo(at: Position, covered: Padding): void;
  viewBounds(): Bounds;
  setDrawing(isDrawing: boolean): void;
  /** What a game draws on the same map. */
  overlay(onDrag: (at: Position) => void): Overlay;
  destroy(): void;
}

/** Draws a map into an element; resolves when it can take data. */
export async function createMap(element: HTMLElement, options: MapOptions): Promise<MapHandle> {
  const map = new MapLibreMap({
    container: element,
    style: mapStyle(options.palette, options.basemapUrl),
    center: GLOBE_CENTRE,
    zoom: 1,
    maxZoom: MAX_ZOOM,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    canvasContextAttributes: { antialias: true },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({}), "bottom-right");
  map.on("click", ({ lngLat }) => options.onClick([lngLat.lng, lngLat.lat]));
  map.on("mousemove", ({ point }) => {
    const [cell] = map.queryRenderedFeatures(point, { layers: CELL_LAYERS });
    options.onPoint(cell ? Number(cell.properties.probability) : null);
  });
  map.on("mouseout", () => options.onPoint(null));
  map.on("dblclick", (event) => {
    if (!map.doubleClickZoom.isEnabled()) {
      event.preventDefault();
      options.onDoubleClick();
    }
  });
  map.on("error", (event) => {
    if ((event as { sourceId?: string }).sourceId === SOURCE.basemap) options.onBasemapMissing();
    else console.error(event.error);
  });
  map.on("idle", () => {
    element.dataset.state = "idle";
  });
  map.on("dataloading", () => {
    element.dataset.state = "drawing";
  });
  element.addEventListener(PROBE_EVENT, () => {
    const drawn = map.queryRenderedFeatures({ layers: CELL_LAYERS });
    element.dataset.drawnCells = String(new Set(drawn.map(({ id }) => id)).size);
    const { lat, lng } = map.getCenter();
    element.dataset.centre = `${lng.toFixed(3)},${lat.toFixed(3)}`;
  });
  await new Promise<void>((resolve) => map.once("style.load", () => resolve()));
  return handleOf(map);
}

function handleOf(map: MapLibreMap): MapHandle {
  let shown: View | null = null;
  let markers: Marker[] = [];
  const sets = new Map<string, LayerSet>();
  const hexagons = createHexagons(() => map.getSource<GeoJSONSource>(SOURCE.cells));

  function setPins(pins: readonly Pin[]): void {
    for (const marker of markers) marker.remove();
    markers = pins.map((pin) => {
      const anchor = pin.kind === "mode" ? "bottom" : "center";
      return new Marker({ element: pinElement(pin), anchor }).setLngLat(pin.at).addTo(map);
    });
  }

  function show(view: View): void {
    for (const [name, data] of Object.entries(changedParts(view, shown))) {
      map.getSource<GeoJSONSource>(name)?.setData(data);
    }
    if (view.prediction !== shown?.prediction) void hexagons.show(view.prediction?.cells ?? []);
    if (view.prediction !== shown?.prediction || view.pins !== shown?.pins) {
      setPins(view.pins ?? pinsOf(view.prediction));
    }
    if (view.question !== shown?.question) {
      for (const side of SIDES) {
        if (!map.getLayer(HINT_LAYER[side])) continue;
        map.setFilter(HINT_LAYER[side], countryFilter(view.question, side));
      }
    }
    shown = view;
  }

  function dropSet(name: string): void {
    for (const { id } of sets.get(name)?.layers ?? []) {
      if (map.getLayer(id)) map.removeLayer(id);
    }
    if (map.getSource(name)) map.removeSource(name);
    sets.delete(name);
  }

  function addSet(name: string, set: LayerSet): void {
    sets.set(name, set);
    map.addSource(name, { type: "geojson", data: set.data });
    const labels = map.getStyle().layers.find(({ type }) => type === "symbol")?.id;
    for (const layer of set.layers) map.addLayer({ ...layer, source: name }, labels);
  }

  function setLabelsFrom(zoom: number): void {
    if (map.getLayer(LABEL_LAYER)) map.setLayerZoomRange(LABEL_LAYER, zoom, 24);
  }

  return {
    show,
    describe(words) {
      map.getCanvas().setAttribute("aria-label", words);
    },
    paint(palette) {
      for (const { id, paint } of mapStyle(palette, "").layers) {
        if (!map.getLayer(id)) continue;
        for (const [name, value] of Object.entries(paint ?? {})) {
          map.setPaintProperty(id, name as Parameters<typeof map.setPaintProperty>[1], value);
        }
      }
    },
    setLayers(name, set) {
      const before = sets.get(name);
      if (before && set?.layers === before.layers) {
        sets.set(name, set);
        map.getSource<GeoJSONSource>(name)?.setData(set.data);
        return;
      }
      dropSet(name);
      if (set) addSet(name, set);
    },
    useStyle(url, palette) {
      map.setStyle(url, { transformStyle: (_, style) => withAnswer(style, palette) });
      map.once("style.load", () => {
        map.addControl(new AttributionControl({ compact: true }), "bottom-right");
        const view = shown;
        shown = null;
        if (view) show(view);
        for (const [name, set] of sets) addSet(name, set);
      });
    },
    showGlobe(covered) {
      map.setProjection({ type: "globe" });
      setLabelsFrom(GLOBE_LABEL_ZOOM);
      const { clientWidth, clientHeight } = map.getContainer();
      const room = Math.min(clientWidth, clientHeight - covered.bottom);
      // A globe's circumference at zoom z is that of the flat world: 512 * 2^z pixels.
      const zoom = Math.log2((room * GLOBE_SHARE * Math.PI) / TILE_PX);
      map.jumpTo({
        center: GLOBE_CENTRE,
        zoom: Math.max(zoom, GLOBE_MIN_ZOOM),
        padding: covered,
      });
    },
    fit(bounds, covered) {
      const isFirst = map.getProjection()?.type === "globe";
      if (isFirst) {
        map.setProjection({ type: "mercator" });
        setLabelsFrom(0);
        map.setPadding({ top: 0, right: 0, bottom: 0, left: 0 });
      }
      map.fitBounds(toBounds(bounds), {
        padding: sumOf(EDGE, covered),
        maxZoom: FIT_MAX_ZOOM,
        animate: !isFirst,
      });
    },
    flyTo(at, covered) {
      const zoom = Math.max(map.getZoom(), 4.5);
      // An offset, for a padding would stay with the map.
      map.flyTo({ center: at, zoom, offset: [0, -covered.bottom / 2] });
    },
    viewBounds() {
      const bounds = map.getBounds();
      return [
        [bounds.getWest(), bounds.getSouth()],
        [bounds.getEast(), bounds.getNorth()],
      ];
    },
    setDrawing(isDrawing) {
      map.getCanvas().classList.toggle("is-drawing", isDrawing);
      if (isDrawing) map.doubleClickZoom.disable();
      else map.doubleClickZoom.enable();
    },
    overlay: (onDrag) => createOverlay(map, Marker, hexagons, onDrag),
    destroy: () => map.remove(),
  };
}

function toBounds([southWest, northEast]: Bounds): [[number, number], [number, number]] {
  return [[...southWest], [...northEast]];
}
