import type { Map as MapLibreMap } from "maplibre-gl";
import type { Position } from "../../core/earth/lng-lat.ts";
import type { Bounds } from "./fit.ts";
import { showNamesFrom } from "./labels.ts";
import { type Padding, sumOf } from "./padding.ts";

const FIT_MAX_ZOOM = 8;
/** Room around the answer: the map's own controls lie along its edges. */
const EDGE: Padding = { top: 32, right: 72, bottom: 32, left: 32 };
/** The globe of the first screen, from the middle of most photos. */
export const GLOBE_CENTRE: [number, number] = [14, 24];
/** Share of the free room that the globe's diameter takes. */
const GLOBE_SHARE = 0.86;
/** Below zoom 2 the tiles are so large that bending their shorelines over a globe overruns a vertex buffer. */
const GLOBE_MIN_ZOOM = 2.02;
/** The globe is shown as it is; names come when one goes closer. */
const GLOBE_LABEL_ZOOM = 3;
const TILE_PX = 512;

/** The middle of the view, in degrees, and its zoom. */
export interface Place extends Position {
  readonly zoom: number;
}

/** What of the Earth is in view. */
export interface Camera {
  /** The whole Earth as a globe: the view before there is an answer. */
  showGlobe(covered: Padding): void;
  /** The flat map, moved so that the bounds are in view. */
  fit(bounds: Bounds, covered: Padding): void;
  flyTo(at: Position, covered: Padding): void;
  viewBounds(): Bounds;
  /** Where the flat map looks. */
  place(): Place;
  /** Looks at a place at once. */
  jumpTo(place: Place): void;
}

/** How the answer's map moves: a globe at first, flat once there is something to see. */
export function createCamera(map: MapLibreMap): Camera {
  return {
    showGlobe(covered) {
      map.setProjection({ type: "globe" });
      showNamesFrom(map, GLOBE_LABEL_ZOOM);
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
      if (isFirst) unroll(map);
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
    place() {
      const { lat, lng } = map.getCenter();
      return { lat, lng, zoom: map.getZoom() };
    },
    jumpTo({ lat, lng, zoom }) {
      unroll(map);
      map.jumpTo({ center: [lng, lat], zoom });
    },
    viewBounds() {
      const bounds = map.getBounds();
      return [
        [bounds.getWest(), bounds.getSouth()],
        [bounds.getEast(), bounds.getNorth()],
      ];
    },
  };
}

/** From the globe to the flat map. */
function unroll(map: MapLibreMap): void {
  map.setProjection({ type: "mercator" });
  showNamesFrom(map, 0);
  map.setPadding({ top: 0, right: 0, bottom: 0, left: 0 });
}

function toBounds([southWest, northEast]: Bounds): [[number, number], [number, number]] {
  return [[...southWest], [...northEast]];
}
