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
import { SIDES } from "../ask/question.ts";
import { createCamera, GLOBE_CENTRE } from "./camera.ts";
import type { MapHandle, MapOptions } from "./handle.ts";
import { createHexagons } from "./hexagons.ts";
import { countryFilter, HINT_LAYER } from "./labels.ts";
import { createLayerSets } from "./layer-set.ts";
import { createOverlay } from "./overlay.ts";
import { createPhotoPoints } from "./photo-points.ts";
import { LABEL_SIDES, labelSides } from "./pin-labels.ts";
import { pinElement } from "./pins.ts";
import { changedParts, type Pin, pinsOf, showsBelief, type View } from "./scene.ts";
import { SOURCE } from "./sources.ts";
import { CELL_LAYERS, mapStyle, REGION_LAYERS, withAnswer } from "./style.ts";

// The only file that speaks to MapLibre. It is loaded after the page, with all that only the map needs.

setWorkerUrl(workerUrl);
addProtocol("pmtiles", new Protocol().tile);

const MAX_ZOOM = 11;

/** Test hook: on this event the map's element tells how many hexagons are on screen, and what is in its middle. */
const PROBE_EVENT = "graticule:probe";

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
  let sides: Pin["side"][] = [];
  let strength = 1;
  map.on("move", placeLabels);
  const sets = createLayerSets(map);
  const hexagons = createHexagons(() => map.getSource<GeoJSONSource>(SOURCE.cells));

  function setPins(pins: readonly Pin[]): void {
    for (const marker of markers) marker.remove();
    markers = pins.map((pin) => {
      const anchor = pin.kind === "best" ? "bottom" : "center";
      return new Marker({ element: pinElement(pin), anchor }).setLngLat(pin.at).addTo(map);
    });
    sides = pins.map(({ side }) => side);
    placeLabels();
  }

  /** Turns the pins' labels so that none leaves the map or covers another. */
  function placeLabels(): void {
    const { clientWidth: width, clientHeight: height } = map.getContainer();
    const labels = markers.map((marker) =>
      marker.getElement().querySelector<HTMLElement>(".pin__label"),
    );
    const pins = markers.map((marker, i) => {
      const { x, y } = map.project(marker.getLngLat());
      const label = labels[i];
      return {
        x,
        y,
        width: label?.offsetWidth ?? 0,
        height: label?.offsetHeight ?? 0,
        wish: sides[i]!,
      };
    });
    for (const [i, side] of labelSides(pins, { width, height }).entries()) {
      const element = markers[i]!.getElement();
      for (const each of LABEL_SIDES) element.classList.toggle(`pin--${each}`, each === side);
    }
  }

  function show(view: View): void {
    for (const [name, data] of Object.entries(changedParts(view, shown))) {
      map.getSource<GeoJSONSource>(name)?.setData(data);
    }
    const isBelief = showsBelief(view);
    if (
      view.prediction !== shown?.prediction ||
      isBelief !== (shown === null || showsBelief(shown))
    ) {
      void hexagons.show(isBelief ? (view.prediction?.cells ?? []) : []);
    }
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

  const handle: MapHandle = {
    ...createCamera(map),
    setLayers: sets.set,
    showPhotos: createPhotoPoints(map, Marker).show,
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
    async useStyle(url, palette) {
      const isStyle = await fetch(url)
        .then(async (answer) => answer.ok && "layers" in Object(await answer.json()))
        .catch(() => false);
      if (!isStyle) return false;
      map.setStyle(url, { transformStyle: (_, style) => withAnswer(style, palette) });
      map.once("style.load", () => {
        map.addControl(new AttributionControl({ compact: true }), "bottom-right");
        const view = shown;
        shown = null;
        if (view) show(view);
        sets.restore();
        handle.setStrength(strength);
      });
      return true;
    },
    setStrength(part) {
      strength = part;
      for (const id of [...CELL_LAYERS, ...REGION_LAYERS]) {
        if (map.getLayer(id)) map.setPaintProperty(id, "fill-opacity", part);
      }
    },
    setDrawing(isDrawing) {
      map.getCanvas().classList.toggle("is-drawing", isDrawing);
      if (isDrawing) map.doubleClickZoom.disable();
      else map.doubleClickZoom.enable();
    },
    overlay: (onDrag) => createOverlay(map, Marker, hexagons, onDrag),
    destroy: () => map.remove(),
  };
  return handle;
}
