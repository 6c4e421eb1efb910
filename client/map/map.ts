import {
  AttributionControl,
  addProtocol,
  type GeoJSONSource,
  Map as MapLibreMap,
  Marker,
  NavigationControl,
  ScaleControl,
  type StyleSpecification,
  setWorkerUrl,
} from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { Protocol } from "pmtiles";
import type { BasemapChoice } from "../../core/contracts/basemap.ts";
import { SIDES } from "../ask/question.ts";
import { type BaseMap, operatorBaseMap, ownBaseMap } from "./base-map.ts";
import { createCamera, GLOBE_CENTRE } from "./camera.ts";
import type { MapHandle, MapOptions } from "./handle.ts";
import { createHexagons } from "./hexagons.ts";
import { type LabelledPin, placeLabels } from "./label-places.ts";
import { countryFilter, HINT_LAYER } from "./labels.ts";
import { createLayerSets } from "./layer-set.ts";
import { createOverlay } from "./overlay.ts";
import { createPhotoPoints } from "./photo-points.ts";
import { pinElement } from "./pins.ts";
import { changedParts, type Pin, pinsOf, showsBelief, type View } from "./scene.ts";
import { SOURCE } from "./sources.ts";
import { CELL_LAYERS, REGION_LAYERS, RELIEF_LAYER, UNDERLAY_LAYERS } from "./style.ts";

// The only file that speaks to MapLibre. It is loaded after the page, with all that only the map needs.

addProtocol("pmtiles", new Protocol().tile);

/** Test hook: on this event the map's element tells how many hexagons are on screen, and what is in its middle. */
const PROBE_EVENT = "graticule:probe";

/** How long the operator's map may take to show its first tile, ms. */
const PATIENCE_MS = 10_000;

/** Draws a map into an element; resolves when it can take data. */
export async function createMap(element: HTMLElement, options: MapOptions): Promise<MapHandle> {
  const { basemap, palette } = options;
  setWorkerUrl(workerAddress(basemap));
  const theirs = await operatorBaseMap(basemap);
  if (theirs) {
    const map = startMap(element, theirs, options);
    element.dataset.base = "operator";
    if (await showsTiles(map, theirs.style(palette))) {
      map.addControl(new AttributionControl({ compact: false }), "bottom-right");
      return handleOf(map, theirs);
    }
    map.remove();
    delete element.dataset.base;
  }
  if (basemap.kind !== "own") options.onOperatorMapMissing();
  const own = ownBaseMap();
  const map = startMap(element, own, options);
  await new Promise<void>((resolve) => map.once("style.load", () => resolve()));
  return handleOf(map, own);
}

/** A worker, kept by browsers, may reach what its own headers said: it has another address for other hosts. */
function workerAddress(basemap: BasemapChoice): string {
  const hosts = "hosts" in basemap ? basemap.hosts : [];
  return hosts.length === 0 ? workerUrl : `${workerUrl}?hosts=${encodeURIComponent(hosts.join())}`;
}

/** Whether the first of the operator's tiles comes, or none is missed where the map looks. */
function showsTiles(map: MapLibreMap, { sources }: StyleSpecification): Promise<boolean> {
  const ours = new Set<string>(Object.values(SOURCE));
  const theirs = new Set(Object.keys(sources).filter((id) => !ours.has(id)));
  let failed = false;
  return new Promise((resolve) => {
    map.on("error", (event) => {
      failed ||= theirs.has((event as { sourceId?: string }).sourceId ?? "");
    });
    map.on("sourcedata", ({ sourceId, tile }) => {
      if (theirs.has(sourceId) && tile) resolve(true);
    });
    map.once("idle", () => resolve(!failed));
    setTimeout(() => resolve(false), PATIENCE_MS);
  });
}

function startMap(element: HTMLElement, base: BaseMap, options: MapOptions): MapLibreMap {
  const map = new MapLibreMap({
    container: element,
    style: base.style(options.palette),
    center: GLOBE_CENTRE,
    zoom: 1,
    maxZoom: base.maxZoom,
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
    const { sourceId } = event as { sourceId?: string };
    if (sourceId === SOURCE.basemap && base.isOwn) options.onBasemapMissing();
    else console.error(event.error);
  });
  // Hills are an ornament: they neither hold up the first picture nor the answer.
  map.once("idle", () => {
    if (map.getLayer(RELIEF_LAYER)) map.setLayoutProperty(RELIEF_LAYER, "visibility", "visible");
  });
  map.on("idle", () => {
    element.dataset.state = "idle";
  });
  map.on("dataloading", () => {
    element.dataset.state = "drawing";
  });
  const probe = () => {
    const drawn = map.queryRenderedFeatures({ layers: CELL_LAYERS });
    element.dataset.drawnCells = String(new Set(drawn.map(({ id }) => id)).size);
    const { lat, lng } = map.getCenter();
    element.dataset.centre = `${lng.toFixed(3)},${lat.toFixed(3)}`;
  };
  element.addEventListener(PROBE_EVENT, probe);
  map.once("remove", () => element.removeEventListener(PROBE_EVENT, probe));
  return map;
}

function handleOf(map: MapLibreMap, base: BaseMap): MapHandle {
  let shown: View | null = null;
  let pins: LabelledPin[] = [];
  map.on("move", () => placeLabels(map, pins));
  const sets = createLayerSets(map);
  const hexagons = createHexagons(() => map.getSource<GeoJSONSource>(SOURCE.cells));

  function setPins(wanted: readonly Pin[]): void {
    for (const { marker } of pins) marker.remove();
    pins = wanted.map((pin) => {
      const anchor = pin.kind === "best" ? "bottom" : "center";
      const marker = new Marker({ element: pinElement(pin), anchor }).setLngLat(pin.at).addTo(map);
      return { marker, wish: pin.side };
    });
    placeLabels(map, pins);
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

  return {
    ...createCamera(map),
    isOwnBase: base.isOwn,
    setLayers: sets.set,
    showPhotos: createPhotoPoints(map, Marker).show,
    show,
    describe(words) {
      map.getCanvas().setAttribute("aria-label", words);
    },
    paint(palette) {
      for (const { id, paint } of base.style(palette).layers) {
        if (!map.getLayer(id)) continue;
        for (const [name, value] of Object.entries(paint ?? {})) {
          map.setPaintProperty(id, name as Parameters<typeof map.setPaintProperty>[1], value);
        }
      }
    },
    setStrength(part) {
      for (const id of [...CELL_LAYERS, ...REGION_LAYERS]) {
        if (map.getLayer(id)) map.setPaintProperty(id, "fill-opacity", part);
      }
      // What the cells let through would show twice.
      for (const id of UNDERLAY_LAYERS) {
        map.setLayoutProperty(id, "visibility", part < 1 ? "none" : "visible");
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
}
