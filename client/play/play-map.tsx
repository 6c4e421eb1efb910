import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Position, wrapLng } from "../../core/earth/lng-lat.ts";
import type { Reveal } from "../../core/game/api.ts";
import { readPlaceNames } from "../gazetteer/names.ts";
import { whereabouts } from "../gazetteer/nearest.ts";
import { Credit } from "../map/credit.tsx";
import { WORLD } from "../map/fit.ts";
import type { MapHandle } from "../map/handle.ts";
import { loadMap, type MapTrouble } from "../map/load-map.ts";
import type { Overlay } from "../map/overlay.ts";
import type { Padding } from "../map/padding.ts";
import { MissingMap, MissingOperatorMap } from "../map/trouble.tsx";
import { PALETTES } from "../ui/palette.ts";
import { theme } from "../ui/theme.ts";
import { moveTools } from "./keys.ts";
import { betFeature, boundsAround, pointsOf, revealFeatures } from "./map-features.ts";
import { marksOf } from "./marks.ts";
import { REVEAL_END, revealStep } from "./reveal-steps.ts";
import { pinWords } from "./spoken.ts";
import * as store from "./store.ts";

const NONE: Padding = { top: 0, right: 0, bottom: 0, left: 0 };
const SPEAK_AFTER_MS = 500;
/** Room around marked points, for their labels. */
const LABELS_PX = { side: 90, end: 56 };
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
      {trouble === "operator" && <MissingOperatorMap />}
      {(trouble === "webgl" || trouble === "library") && (
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
    const rounds = roundsShown();
    if (rounds.length === 0 && store.phase.value !== "results") return undefined;
    const points = rounds.flatMap(({ reveal }) => pointsOf(reveal));
    const isAnimated = store.phase.value === "revealed" && isMoving();
    return afterRendering(() => moveTo(points, isAnimated));
  });
  useSignalEffect(() => {
    const at = store.pin.value;
    if (!at || store.phase.value !== "looking") return;
    let isNews = true;
    const timer = setTimeout(async () => {
      const names = await readPlaceNames().catch(() => null);
      if (isNews) store.announcement.value = pinWords(at, names && whereabouts(at, names));
    }, SPEAK_AFTER_MS);
    return () => {
      isNews = false;
      clearTimeout(timer);
    };
  });
  useSignalEffect(() => {
    map.describe(store.announcement.value || "Map of the world");
  });
  return null;
}

/** The rounds that are told on the map: the one that is revealed, or in the results all of them by their numbers. */
function roundsShown(): { reveal: Reveal; n: number | null }[] {
  const { phase, reveal, game } = store;
  if (phase.value === "revealed" && reveal.value) return [{ reveal: reveal.value, n: null }];
  if (phase.value !== "results" || !game.value) return [];
  return game.value.rounds.flatMap(({ n, reveal }) => (reveal ? [{ reveal, n }] : []));
}

function stepShown(): number {
  return store.phase.value === "results" ? REVEAL_END : revealStep.value;
}

function drawPins(overlay: Overlay): void {
  overlay.setPin(store.phase.value === "looking" ? store.pin.value : null, store.isBusy.value);
  const step = stepShown();
  overlay.mark(roundsShown().flatMap(({ reveal, n }) => marksOf(reveal, step, n)));
}

function drawLines(overlay: Overlay): void {
  const { phase, rules, pin, radiusKm } = store;
  const reveals = roundsShown().map(({ reveal }) => reveal);
  const isBetting = phase.value === "looking" && rules.value?.drawsCircle;
  overlay.draw([
    ...revealFeatures(reveals, stepShown()),
    ...(isBetting && pin.value ? [betFeature(pin.value, radiusKm.value)] : []),
  ]);
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
