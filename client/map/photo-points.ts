import type { Map as MapLibreMap, Marker } from "maplibre-gl";
import Supercluster from "supercluster";
import type { Position } from "../../core/earth/lng-lat.ts";

/** A photo where its answer has it. */
export interface PhotoPoint {
  readonly id: number;
  readonly at: Position;
  /** Address of a small picture; null where there is none. */
  readonly picture: string | null;
  /** What a screen reader says of it. */
  readonly title: string;
}

/** What a person may do with the photos on the map. */
export interface PhotoPointActions {
  onChoose(id: number): void;
  /** Photos that no zoom parts. */
  onChooseAll(ids: readonly number[]): void;
}

/** The photos on the map, those that lie close together as one. */
export interface PhotoPoints {
  show(points: readonly PhotoPoint[], chosen: number | null, actions: PhotoPointActions): void;
}

/** Pictures closer than this are one. */
const REACH_PX = 44;

/** Takes the class that makes markers, so that one file alone imports the map library. */
export function createPhotoPoints(map: MapLibreMap, MarkerClass: typeof Marker): PhotoPoints {
  const index = new Supercluster<PhotoPoint>({ radius: REACH_PX, maxZoom: map.getMaxZoom() });
  let shown: readonly PhotoPoint[] = [];
  let chosen: number | null = null;
  let actions: PhotoPointActions = { onChoose() {}, onChooseAll() {} };
  let markers = new Map<string, Marker>();
  let groups = new Map<string, Group>();

  function draw(): void {
    const kept = new Map<string, Marker>();
    groups = groupsInView();
    for (const [key, group] of groups) {
      const marker = markers.get(key) ?? markerOf(key, group);
      marker.getElement().dataset.chosen = String(group.ids.includes(chosen ?? -1));
      kept.set(key, marker);
    }
    for (const [key, marker] of markers) if (!kept.has(key)) marker.remove();
    markers = kept;
  }

  function groupsInView(): Map<string, Group> {
    const found = new Map<string, Group>();
    if (shown.length === 0) return found;
    const bounds = map.getBounds();
    const zoom = Math.floor(map.getZoom());
    const box: [number, number, number, number] = [
      bounds.getWest(),
      Math.max(-85, bounds.getSouth()),
      bounds.getEast(),
      Math.min(85, bounds.getNorth()),
    ];
    for (const { geometry, properties } of index.getClusters(box, zoom)) {
      const [lng, lat] = geometry.coordinates as [number, number];
      const isCluster = "cluster" in properties;
      const leaves = isCluster
        ? index.getLeaves(properties.cluster_id, Number.POSITIVE_INFINITY)
        : [{ properties }];
      const points = leaves.map(({ properties: point }) => point);
      const ids = points.map(({ id }) => id);
      const face = points.find(({ picture }) => picture !== null) ?? points[0]!;
      const cluster = isCluster ? properties.cluster_id : null;
      // The same photos with the same picture are the same marker: it stays while the map moves.
      found.set(`${ids.join(" ")} ${face.picture}`, { at: { lat, lng }, ids, face, cluster });
    }
    return found;
  }

  function markerOf(key: string, group: Group): Marker {
    const element = photoElement(group);
    element.addEventListener("click", (event) => {
      event.stopPropagation();
      choose(groups.get(key) ?? group);
    });
    return new MarkerClass({ element }).setLngLat(group.at).addTo(map);
  }

  function choose({ ids, cluster, at }: Group): void {
    const zoom = cluster === null ? null : index.getClusterExpansionZoom(cluster);
    if (zoom === null) actions.onChoose(ids[0]!);
    else if (zoom > map.getMaxZoom()) actions.onChooseAll(ids);
    else map.easeTo({ center: at, zoom: zoom + 0.3 });
  }

  map.on("moveend", draw);
  return {
    show(points, nowChosen, nowActions) {
      chosen = nowChosen;
      actions = nowActions;
      if (points !== shown) {
        shown = points;
        index.load(
          points.map((point) => ({
            type: "Feature",
            geometry: { type: "Point", coordinates: [point.at.lng, point.at.lat] },
            properties: point,
          })),
        );
      }
      draw();
    },
  };
}

/** Photos that share a marker. */
interface Group {
  readonly at: Position;
  readonly ids: readonly number[];
  /** The photo whose picture stands for all. */
  readonly face: PhotoPoint;
  /** Its number in the index; null for a single photo. */
  readonly cluster: number | null;
}

function photoElement({ ids, face }: Group): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "photo-point";
  const words = ids.length > 1 ? `${ids.length} photos, such as ${face.title}` : face.title;
  button.setAttribute("aria-label", words);
  button.title = words;
  if (face.picture) {
    const picture = document.createElement("img");
    picture.src = face.picture;
    picture.alt = "";
    button.append(picture);
  }
  if (ids.length > 1) {
    const count = document.createElement("span");
    count.className = "photo-point__count";
    count.textContent = String(ids.length);
    button.append(count);
  }
  return button;
}
