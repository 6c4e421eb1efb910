import { useSignalEffect } from "@preact/signals";
import type { Feature } from "geojson";
import { useEffect, useRef, useState } from "preact/hooks";
import { type LngLat, type Position, wrapLng } from "../../core/earth/lng-lat.ts";
import type { Game, Reveal } from "../../core/game/api.ts";
import { circleRing, dashes, geodesic } from "../../core/game/geodesic.ts";
import { toLngLat } from "../../core/game/points.ts";
import { Credit } from "../map/credit.tsx";
import { type Bounds, WORLD } from "../map/fit.ts";
import { loadMap, type MapTrouble } from "../map/load-map.ts";
import type { MapHandle } from "../map/map.ts";
import type { Mark, Overlay } from "../map/overlay.ts";
import type { Padding } from "../map/padding.ts";
import type { GameRole } from "../map/style.ts";
import { MissingMap } from "../map/trouble.tsx";
import { PALETTES } from "../ui/palette.ts";
import { theme } from "../ui/theme.ts";
import { moveTools } from "./keys.ts";
import { pinWords } from "./spoken.ts";
import * as store from "./store.ts";

const NONE: Padding = { top: 0, right: 0, bottom: 0, left: 0 };
/** A circle of this many kilometres or less around the truth is always in view with it. */
const LEAST_SPAN_DEGREES = 4;
const SPEAK_AFTER_MS = 500;
/** Room around marked points, for their labels. */
const LABELS_PX = { side: 90, end: 56 };
const DASHES_ACROSS = 80;
/** A larger circle would make a small map of what counts, where it meets the place. */
const MOST_SHOWN_KM = 3000;
/** Web Mercator ends here. */
const MAP_EDGE_LAT = 85;
/** A card may cover nearly all of a low window; the points then lie partly behind it. */
const MOST_COVERED = 0.7;

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
        <MissingMap trouble={trouble}>The game is played on it.</MissingMap>
      )}
      <Credit />
    </section>
  );
}

/** Carries signals to the map; draws nothing itself. */
function Driver({ map, element }: { map: MapHandle; element: HTMLElement }) {
  const [overlay] = useState(() => map.overlay(store.place));
  const moveTo = (points: readonly Position[], animate: boolean) => {
    const [bounds, margin] =
      points.length > 1 ? [boundsAround(points), labelsIn(element)] : [WORLD, NONE];
    overlay.fitTo(bounds, coveredBy(element), margin, animate);
  };

  useEffect(() => {
    overlay.takeKeys();
    moveTools.value = overlay;
    return () => {
      moveTools.value = null;
    };
  }, [overlay]);

  useSignalEffect(() => map.paint(PALETTES[theme.value]));
  useSignalEffect(() => {
    void store.roundN.value;
    if (store.phase.value === "lobby") map.showGlobe(NONE);
    if (store.phase.value === "looking") return afterRendering(() => moveTo([], false));
    return undefined;
  });
  useSignalEffect(() => drawPins(overlay));
  useSignalEffect(() => drawLines(overlay));
  useSignalEffect(() => overlay.heat(store.shownCells.value));
  useSignalEffect(() => {
    const { phase, reveal, game } = store;
    if (phase.value === "revealed" && reveal.value) {
      const points = pointsOf(reveal.value);
      return afterRendering(() => moveTo(points, isMoving()));
    }
    if (phase.value === "results" && game.value) {
      const points = revealsOf(game.value).flatMap(pointsOf);
      return afterRendering(() => moveTo(points, false));
    }
    return undefined;
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
  if (phase === "revealed" && reveal) overlay.mark(marksOf(reveal, store.revealStep.value, null));
  else if (phase === "results" && store.game.value) {
    overlay.mark(
      store.game.value.rounds.flatMap(({ n, reveal: own }) =>
        own ? marksOf(own, store.REVEAL_END, n) : [],
      ),
    );
  } else overlay.mark([]);
}

/** The marks of a round: named while it is the only one, else the place alone, by its number in the table. */
function marksOf(reveal: Reveal, step: number, n: number | null): Mark[] {
  const { truth, you, model, others } = reveal;
  const sideOf = (at: Position, other: Position) =>
    wrapLng(at.lng - other.lng) < 0 ? "west" : "east";
  // The two names turn away from each other; one that stands alone, from the place.
  const rival = (step >= 3 && model?.at) || truth;
  const label = (text: string) => (n === null ? text : null);
  return [
    ...others.flatMap(({ at, name }): Mark[] =>
      at && step >= 3
        ? [{ kind: "other", at, label: label(name ?? "A player"), side: sideOf(at, truth) }]
        : [],
    ),
    ...(model?.at && step >= 3
      ? [
          {
            kind: "model",
            at: model.at,
            label: label("Model"),
            side: sideOf(model.at, you.at ?? truth),
          } as const,
        ]
      : []),
    ...(you.at
      ? [{ kind: "you", at: you.at, label: label("You"), side: sideOf(you.at, rival) } as const]
      : []),
    { kind: "truth", at: truth, label: label("Taken here") ?? `${n}`, side: "below" },
  ];
}

function drawLines(overlay: Overlay): void {
  const phase = store.phase.value;
  const features: Feature[] = [];
  const reveals =
    phase === "revealed" && store.reveal.value
      ? [store.reveal.value]
      : phase === "results" && store.game.value
        ? revealsOf(store.game.value)
        : [];
  const step = phase === "results" ? store.REVEAL_END : store.revealStep.value;
  // Dashes look the same on every map, whatever it shows: a share of its width.
  const [[west], [east]] = reveals.length > 0 ? boundsAround(reveals.flatMap(pointsOf)) : WORLD;
  const dash = (east - west) / DASHES_ACROSS;
  for (const { truth, you, model } of reveals) {
    const [to, from] = [toLngLat(truth), you.at && toLngLat(you.at)];
    if (from && step >= 2) features.push(line([geodesic(from, to)], "you"));
    if (model?.at && step >= 3) {
      features.push(line(dashes(toLngLat(model.at), to, dash), "model"));
    }
    if (you.at && you.radiusKm !== null) features.push(circle(you.at, you.radiusKm, "you"));
  }
  const isBetting = phase === "looking" && store.game.value?.rules === "circle";
  if (isBetting && store.pin.value) {
    features.push(circle(store.pin.value, store.radiusKm.value, "bet"));
  }
  overlay.draw(features);
}

/** A way in one or more parts. What runs beyond the edge of the map, near a pole, is left out. */
function line(parts: readonly LngLat[][], role: GameRole): Feature {
  const coordinates = parts.flatMap((part) =>
    part
      .slice(1)
      .map((end, i) => [part[i]!, end])
      .filter((piece) => piece.every(([, lat]) => Math.abs(lat) < MAP_EDGE_LAT))
      .map((piece) => piece.map((at) => [...at])),
  );
  return {
    type: "Feature",
    properties: { role },
    geometry: { type: "MultiLineString", coordinates },
  };
}

function circle(at: Position, radiusKm: number, role: GameRole): Feature {
  const ring = circleRing(toLngLat(at), radiusKm).map((corner) => [...corner]);
  return {
    type: "Feature",
    properties: { role },
    geometry: { type: "Polygon", coordinates: [ring] },
  };
}

function revealsOf(game: Game): Reveal[] {
  return game.rounds.flatMap(({ reveal }) => (reveal ? [reveal] : []));
}

/** What of a round is to be in view: the marks, and a circle that was bet. */
function pointsOf({ truth, you, model }: Reveal): Position[] {
  const { at, radiusKm } = you;
  const isShown = at && radiusKm !== null && radiusKm <= MOST_SHOWN_KM;
  const circle = isShown ? circleRing(toLngLat(at), radiusKm) : [];
  return [
    truth,
    ...(at ? [at] : []),
    ...(model?.at ? [model.at] : []),
    ...circle.map(([lng, lat]) => ({ lat, lng })),
  ];
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

/** What the card covers of the map. */
function coveredBy(element: HTMLElement): Padding {
  const card = document.querySelector<HTMLElement>(".play__card")?.offsetHeight ?? 0;
  return { ...NONE, bottom: Math.min(card, element.clientHeight * MOST_COVERED) };
}

function labelsIn({ clientWidth }: HTMLElement): Padding {
  const side = Math.min(LABELS_PX.side, clientWidth / 6);
  return { top: LABELS_PX.end, right: side, bottom: LABELS_PX.end, left: side };
}

/** Does something once what the signals say is on the page; gives the way to call it off. */
function afterRendering(task: () => void): () => void {
  const frame = requestAnimationFrame(task);
  return () => cancelAnimationFrame(frame);
}

function isMoving(): boolean {
  return !matchMedia("(prefers-reduced-motion: reduce)").matches;
}
