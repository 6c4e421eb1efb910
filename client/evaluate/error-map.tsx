import { useEffect, useRef, useState } from "preact/hooks";
import type { LngLat } from "../../core/earth/lng-lat.ts";
import { ERROR_BANDS } from "../../core/eval/report/error-map.ts";
import { Credit } from "../map/credit.tsx";
import { WORLD } from "../map/fit.ts";
import type { MapHandle } from "../map/handle.ts";
import { loadMap, type MapTrouble } from "../map/load-map.ts";
import type { Padding } from "../map/padding.ts";
import { MissingBasemap, MissingMap, MissingOperatorMap } from "../map/trouble.tsx";
import { PALETTES } from "../ui/palette.ts";
import { theme } from "../ui/theme.ts";
import { countBands, errorFeatures, errorLayers, MOST_LINES } from "./error-features.ts";
import { nearestPhoto } from "./nearest-photo.ts";
import { type Opened, openedBounds, openedWords, pinsOf, predictionOf } from "./opened-photo.ts";
import type { ReadyRun } from "./runs.ts";

interface ErrorMapProps {
  readonly run: ReadyRun;
  readonly opened: Opened | null;
  readonly onPick: (photo: string) => void;
}

const UNCOVERED: Padding = { top: 0, right: 0, bottom: 0, left: 0 };
/** Room for the labels of pins along the sides. */
const LABELS: Padding = { top: 24, right: 70, bottom: 24, left: 110 };
/** How near to a dot a click has to be, in pixels. */
const REACH_PX = 14;
const SET = "errors";

/** All photos of a run where they were taken, coloured by how far off the prediction is; or one photo's heatmap. */
export function ErrorMap({ run, opened, onPick }: ErrorMapProps) {
  const element = useRef<HTMLDivElement>(null);
  const [isDue, setDue] = useState(false);
  const [map, setMap] = useState<MapHandle | null>(null);
  const [trouble, setTrouble] = useState<MapTrouble | null>(null);
  const [shown, setShown] = useState<ReadonlySet<number>>(new Set(ERROR_BANDS.keys()));
  const [hasLines, setLines] = useState(run.scores.length <= MOST_LINES);
  const click = useRef<(at: LngLat) => void>(() => {});
  const { scores } = run;
  const counts = countBands(scores);

  useEffect(() => {
    const leaving = new AbortController();
    whenNear(element.current!, leaving.signal, () => setDue(true));
    return () => leaving.abort();
  }, []);

  // A photo is opened from a list that may stand far below the map.
  useEffect(() => {
    if (opened) setDue(true);
  }, [opened]);

  useEffect(() => {
    if (!isDue) return;
    const leaving = new AbortController();
    void loadMap(element.current!, {
      palette: PALETTES[theme.peek()],
      signal: leaving.signal,
      onClick: (at) => click.current(at),
      onDoubleClick: () => {},
      onPoint: () => {},
      onTrouble: setTrouble,
      onReady(ready) {
        ready.fit(WORLD, UNCOVERED);
        setMap(ready);
      },
    });
    return () => leaving.abort();
  }, [isDue]);

  const palette = PALETTES[theme.value];
  useEffect(() => {
    map?.paint(palette);
  }, [map, palette]);

  useEffect(() => {
    if (!map) return;
    const data = errorFeatures(
      opened ? [opened.score] : scores,
      shown,
      hasLines || opened !== null,
    );
    map.setLayers(SET, { data, layers: errorLayers(palette) });
  }, [map, palette, scores, shown, hasLines, opened]);

  useEffect(() => {
    if (!map) return;
    map.show({
      prediction: opened ? predictionOf(opened) : null,
      question: null,
      mass: 0.8,
      draft: [],
      pins: opened ? pinsOf(opened) : [],
    });
    map.describe(opened ? openedWords(opened) : wordsOf(run.name, counts));
    const bounds = opened ? openedBounds(opened) : WORLD;
    if (bounds) map.fit(bounds, opened ? LABELS : UNCOVERED);
  }, [map, opened]);

  click.current = (at) => {
    if (!map || opened) return;
    const found = nearestPhoto(run.scores, shown, at, degreesOf(map, element.current!));
    if (found !== null) onPick(found);
  };

  return (
    <div class="error-map">
      <section class="map" aria-label="Map of errors">
        <div class="map__canvas" ref={element} />
        {(trouble === "webgl" || trouble === "library") && (
          <MissingMap trouble={trouble}>The list of photos holds the same errors.</MissingMap>
        )}
        {trouble === "operator" && <MissingOperatorMap />}
        {trouble === "basemap" && <MissingBasemap>The errors are drawn without it.</MissingBasemap>}
        <Credit usual="Natural Earth, GeoNames (CC BY 4.0)" />
      </section>
      {!opened && (
        <fieldset class="error-legend">
          <legend>Distance from the true place</legend>
          {ERROR_BANDS.map(({ label }, band) => (
            <label key={label} class="error-legend__band">
              <input
                type="checkbox"
                checked={shown.has(band)}
                onChange={({ currentTarget }) =>
                  setShown(toggled(shown, band, currentTarget.checked))
                }
              />
              <span class={`error-legend__dot error-${band + 1}`} />
              {label}
              <span class="error-legend__count">{counts[band]!.toLocaleString("en")}</span>
            </label>
          ))}
          <label class="error-legend__band">
            <input
              type="checkbox"
              checked={hasLines}
              onChange={({ currentTarget }) => setLines(currentTarget.checked)}
            />
            lines to the predictions
          </label>
        </fieldset>
      )}
    </div>
  );
}

/** Calls once the element is about to be scrolled into view: until then neither the map's code nor its work is due. */
function whenNear(element: HTMLElement, signal: AbortSignal, act: () => void): void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      act();
    },
    { rootMargin: "50%" },
  );
  observer.observe(element);
  signal.addEventListener("abort", () => observer.disconnect());
}

function toggled(shown: ReadonlySet<number>, band: number, isShown: boolean): ReadonlySet<number> {
  const next = new Set(shown);
  if (isShown) next.add(band);
  else next.delete(band);
  return next;
}

function wordsOf(name: string, counts: readonly number[]): string {
  const bands = ERROR_BANDS.map(({ label }, band) => `${counts[band]} ${label}`);
  return `Map of the photos of ${name} at their true places: ${bands.join(", ")}.`;
}

/** Degrees of longitude that a click may be off. */
function degreesOf(map: MapHandle, { clientWidth }: HTMLElement): number {
  const [[west], [east]] = map.viewBounds();
  return (REACH_PX * (east - west)) / clientWidth;
}
