import { useSignalEffect } from "@preact/signals";
import type { Feature } from "geojson";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Game, Reveal } from "../../core/game/api.ts";
import { circleRing, geodesic } from "../../core/game/geodesic.ts";
import { toLngLat } from "../../core/game/points.ts";
import { type Position, wrapLng } from "../../core/lng-lat.ts";
import { loadMap, type MapTrouble } from "../locate/load-map.ts";
import { Credit } from "../locate/map-pane.tsx";
import { type Bounds, WORLD } from "../map/fit.ts";
import type { MapHandle, Padding } from "../map/map.ts";
import type { Mark, Overlay } from "../map/overlay.ts";
import { PALETTES } from "../palette.ts";
import { theme } from "../shell/theme.ts";
import { moveTools } from "./keys.ts";
import { pinWords } from "./spoken.ts";
import * as store from "./store.ts";

const NONE: Padding = { top: 0, right: 0, bottom: 0, left: 0 };
/** A circle of this many kilometres or less around the truth is always in view with it. */
const LEAST_SPAN_DEGREES = 4;
const SPEAK_AFTER_MS = 500;

/** The one map of the view: a globe in the lobby, the place to guess in a round, the reveal, and all results. */
export function PlayMap() {
  const element = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<MapHandle | null>(null);
  const [trouble, setTrouble] = useState<MapTrouble | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    void loadMap(element.current!, {
      palette: PALETTES[theme.peek()],
      signal: leaving.signal,
      onClick: ([lng, lat]) => store.place({ lat, lng: wrapLng(lng) }),
      onDoubleClick: () => {},
      onPoint: () => {},
      onTrouble: setTrouble,
      onReady: setMap,
    });
    return () => leaving.abort();
  }, []);
  return (
    <section class="map play__map" aria-label="Map">
      <div class="map__canvas" ref={element} data-guessing={store.phase.value === "looking"} />
      {map && <Driver map={map} element={element.current!} />}
      {trouble && trouble !== "basemap" && (
        <div class="map__missing" role="status">
          <p class="map__missing-title">No map here</p>
          <p>The game is played on a map, which this browser cannot draw: it has no WebGL.</p>
        </div>
      )}
      <Credit />
    </section>
  );
}

/** Carries signals to the map; draws nothing itself. */
function Driver({ map, element }: { map: MapHandle; element: HTMLElement }) {
  const [overlay] = useState(() => map.overlay(store.place));

  useEffect(() => {
    overlay.takeKeys();
    moveTools.value = overlay;
    const watch = new ResizeObserver(() => map.resize());
    watch.observe(element);
    return () => {
      moveTools.value = null;
      watch.disconnect();
    };
  }, [overlay]);

  useSignalEffect(() => map.paint(PALETTES[theme.value]));
  useSignalEffect(() => {
    const phase = store.phase.value;
    void store.roundN.value;
    if (phase === "lobby") map.showGlobe(NONE);
    if (phase === "looking") overlay.fitTo(WORLD, NONE, false);
  });
  useSignalEffect(() => drawPins(overlay));
  useSignalEffect(() => drawLines(overlay));
  useSignalEffect(
    () => void overlay.heat(store.revealStep.value >= store.REVEAL_END ? store.cells.value : []),
  );
  useSignalEffect(() => {
    if (store.phase.value === "revealed" && store.reveal.value) {
      overlay.fitTo(boundsAround(pointsOf(store.reveal.value)), padding(element), isMoving());
    }
    if (store.phase.value === "results" && store.game.value) {
      const points = revealsOf(store.game.value).flatMap(pointsOf);
      overlay.fitTo(points.length > 1 ? boundsAround(points) : WORLD, padding(element), false);
    }
  });
  useSignalEffect(() => {
    const at = store.pin.value;
    if (!at || store.phase.value !== "looking") return;
    const timer = setTimeout(() => {
      store.announcement.value = pinWords(at, overlay.nameNear(at));
    }, SPEAK_AFTER_MS);
    return () => clearTimeout(timer);
  });
  useSignalEffect(() => {
    map.describe(store.announcement.value || "Map of the world");
  });
  return null;
}

function drawPins(overlay: Overlay): void {
  const phase = store.phase.value;
  const reveal = store.reveal.value;
  overlay.setPin(phase === "looking" ? store.pin.value : null, store.isBusy.value);
  if (phase === "revealed" && reveal) overlay.mark(marksOf(reveal, store.revealStep.value, true));
  else if (phase === "results" && store.game.value) {
    overlay.mark(
      revealsOf(store.game.value).flatMap((own) => marksOf(own, store.REVEAL_END, false)),
    );
  } else overlay.mark([]);
}

function marksOf(reveal: Reveal, step: number, isLabelled: boolean): Mark[] {
  const { truth, you, model, others } = reveal;
  const sideOf = (at: Position) => (wrapLng(at.lng - truth.lng) < 0 ? "west" : "east");
  const label = (text: string) => (isLabelled ? text : null);
  return [
    ...others.flatMap(({ at, name }): Mark[] =>
      at && step >= 3
        ? [{ kind: "other", at, label: label(name ?? "A player"), side: sideOf(at) }]
        : [],
    ),
    ...(model?.at && step >= 3
      ? [{ kind: "model", at: model.at, label: label("Model"), side: sideOf(model.at) } as const]
      : []),
    ...(you.at
      ? [{ kind: "you", at: you.at, label: label("You"), side: sideOf(you.at) } as const]
      : []),
    { kind: "truth", at: truth, label: label("Taken here"), side: "below" },
  ];
}

function drawLines(overlay: Overlay): void {
  const { ui, map } = PALETTES[theme.value];
  const phase = store.phase.value;
  const features: Feature[] = [];
  const reveals =
    phase === "revealed" && store.reveal.value
      ? [store.reveal.value]
      : phase === "results" && store.game.value
        ? revealsOf(store.game.value)
        : [];
  const step = phase === "results" ? store.REVEAL_END : store.revealStep.value;
  for (const { truth, you, model } of reveals) {
    if (you.at && step >= 2) features.push(line(you.at, truth, map["pin-mode"], false));
    if (model?.at && step >= 3) features.push(line(model.at, truth, map["pin-score"], true));
    if (you.at && you.radiusKm !== null)
      features.push(circle(you.at, you.radiusKm, map["pin-mode"]));
  }
  const isBetting = phase === "looking" && store.game.value?.rules === "circle";
  if (isBetting && store.pin.value) {
    features.push(circle(store.pin.value, store.radiusKm.value, ui.accent));
  }
  overlay.draw(features);
}

function line(from: Position, to: Position, colour: string, dashed: boolean): Feature {
  const path = geodesic(toLngLat(from), toLngLat(to));
  return {
    type: "Feature",
    properties: { colour, dashed },
    geometry: { type: "LineString", coordinates: path.map((at) => [...at]) },
  };
}

function circle(at: Position, radiusKm: number, colour: string): Feature {
  const ring = circleRing(toLngLat(at), radiusKm).map((corner) => [...corner]);
  return {
    type: "Feature",
    properties: { colour, dashed: false },
    geometry: { type: "Polygon", coordinates: [ring] },
  };
}

function revealsOf(game: Game): Reveal[] {
  return game.rounds.flatMap(({ reveal }) => (reveal ? [reveal] : []));
}

function pointsOf({ truth, you, model }: Reveal): Position[] {
  return [truth, ...(you.at ? [you.at] : []), ...(model?.at ? [model.at] : [])];
}

/** The smallest box around some points, over 180 degrees where that is narrower. */
export function boundsAround(points: readonly Position[]): Bounds {
  const lats = points.map(({ lat }) => lat);
  const first = points[0]!.lng;
  const near = points.map(({ lng }) => first + wrapLng(lng - first));
  const direct = points.map(({ lng }) => lng);
  const width = (values: readonly number[]) => Math.max(...values) - Math.min(...values);
  const lngs = width(near) < width(direct) ? near : direct;
  const grow = (low: number, high: number) => Math.max(0, (LEAST_SPAN_DEGREES - (high - low)) / 2);
  const [west, east] = [Math.min(...lngs), Math.max(...lngs)];
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  return [
    [west - grow(west, east), Math.max(-82, south - grow(south, north))],
    [east + grow(west, east), Math.min(82, north + grow(south, north))],
  ];
}

/** Room for the labels, and on a phone for the sheet that lies over the map. */
function padding(element: HTMLElement): Padding {
  const sheet = document.querySelector(".play__card")?.getBoundingClientRect();
  const map = element.getBoundingClientRect();
  const isOver = sheet !== undefined && sheet.left < map.right - 1 && sheet.right > map.left + 1;
  const bottom = isOver ? Math.min(map.height * 0.6, map.bottom - sheet.top) : 0;
  const side = Math.min(90, map.width / 6);
  return { top: 56, right: side, bottom: bottom + 48, left: side };
}

function isMoving(): boolean {
  return !matchMedia("(prefers-reduced-motion: reduce)").matches;
}
