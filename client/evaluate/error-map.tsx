import { useEffect, useRef, useState } from "preact/hooks";
import type { Prediction } from "../../core/contracts/prediction.ts";
import { type LngLat, wrapLng } from "../../core/earth/lng-lat.ts";
import { ERROR_BANDS } from "../../core/eval/report/error-map.ts";
import { about } from "../ask/about.ts";
import { Credit } from "../map/credit.tsx";
import { boundsOf, WORLD } from "../map/fit.ts";
import { loadMap, type MapTrouble } from "../map/load-map.ts";
import type { MapHandle } from "../map/map.ts";
import type { Padding } from "../map/padding.ts";
import type { Pin } from "../map/scene.ts";
import { MissingBasemap, MissingMap } from "../map/trouble.tsx";
import { PALETTES } from "../ui/palette.ts";
import { theme } from "../ui/theme.ts";
import { bandOf, countBands, errorFeatures, errorLayers, MOST_LINES } from "./error-features.ts";
import type { Opened } from "./photo-panel.tsx";
import type { ReadyRun } from "./runs.ts";

interface ErrorMapProps {
  readonly run: ReadyRun;
  readonly opened: Opened | null;
  readonly onPick: (photo: string) => void;
}

const UNCOVERED: Padding = { top: 0, right: 0, bottom: 0, left: 0 };
/** Room for the labels of pins along the sides. */
const LABELS: Padding = { top: 24, right: 70, bottom: 24, left: 110 };
/** Degrees of surroundings in view around the points of an opened photo. */
const AROUND = 2;
/** How near to a dot a click has to be, in pixels. */
const REACH_PX = 14;
const SET = "errors";

/** All photos of a run where they were taken, coloured by how far off the prediction is; or one photo's heatmap. */
export function ErrorMap({ run, opened, onPick }: ErrorMapProps) {
  const element = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<MapHandle | null>(null);
  const [trouble, setTrouble] = useState<MapTrouble | null>(null);
  const [shown, setShown] = useState<ReadonlySet<number>>(new Set(ERROR_BANDS.keys()));
  const [hasLines, setLines] = useState(run.scores.length <= MOST_LINES);
  const click = useRef<(at: LngLat) => void>(() => {});
  const { scores } = run;
  const counts = countBands(scores);

  useEffect(() => {
    const leaving = new AbortController();
    const start = () =>
      loadMap(element.current!, {
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
    whenNear(element.current!, leaving.signal, () => void start());
    return () => leaving.abort();
  }, []);

  const palette = PALETTES[theme.value];
  useEffect(() => {
    map?.paint(palette);
  }, [map, palette]);

  useEffect(() => {
    const url = about.value.features?.mapStyle;
    if (url) map?.useStyle(url, PALETTES[theme.peek()]);
  }, [map]);

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
    if (opened) fitTo(map, opened);
    else map.fit(WORLD, UNCOVERED);
  }, [map, opened]);

  click.current = (at) => {
    if (!map || opened) return;
    const found = nearestPhoto(map, element.current!, run, shown, at);
    if (found !== null) onPick(found);
  };

  return (
    <div class="error-map">
      <section class="map" aria-label="Map of errors">
        <div class="map__canvas" ref={element} />
        {(trouble === "webgl" || trouble === "library") && (
          <MissingMap trouble={trouble}>The list of photos holds the same errors.</MissingMap>
        )}
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

function openedWords({ score, photo }: Opened): string {
  const distance = score.km === null ? "" : ` It is ${Math.round(score.km)} km off.`;
  return `Map of the prediction of ${score.id}, ${photo?.cells.length ?? 0} cells.${distance}`;
}

/** What the map needs of a prediction document: the cells. */
function predictionOf({ photo, score }: Opened): Prediction | null {
  if (!photo || photo.cells.length === 0) return null;
  const [lng = 0, lat = 0] = score.estimate ?? [];
  const at = { lat, lng };
  return {
    model: { name: "", version: "" },
    image: { width: 1, height: 1, sha256: "", exif: null },
    prior: "photos",
    best: { mode: at, score: { ...at, expectedScore: 0 } },
    places: [],
    regions: [],
    cells: [...photo.cells],
    otherMass: 0,
    abstained: null,
    warnings: [],
    timingMs: {},
  };
}

function pinsOf({ score, photo }: Opened): Pin[] {
  const { truth, estimate } = score;
  const scoreAt = photo?.scoreAt ?? null;
  const toPin = (kind: Pin["kind"], [lng, lat]: LngLat, side: Pin["side"]): Pin => {
    return { kind, at: { lat, lng }, side };
  };
  // Labels stand on the far side of the pair that they belong to, so that they do not meet.
  const near = scoreAt ?? estimate;
  const isTruthWest = truth !== null && near !== null && wrapLng(truth[0] - near[0]) < 0;
  const side = ([lng]: LngLat) => (truth && wrapLng(lng - truth[0]) < 0 ? "west" : "east");
  // A most likely point far beyond the other two would have its label over the map's edge.
  const isFar = score.km !== null && score.scoreKm !== null && score.km > 2 * score.scoreKm;
  const modeSide = (at: LngLat) => (isFar === (side(at) === "west") ? "east" : "west");
  return [
    ...(scoreAt ? [toPin("score", scoreAt, side(scoreAt))] : []),
    ...(estimate ? [toPin("mode", estimate, modeSide(estimate))] : []),
    ...(truth ? [toPin("truth", truth, isTruthWest ? "west" : "east")] : []),
  ];
}

function fitTo(map: MapHandle, { score, photo }: Opened): void {
  const places = [score.truth, score.estimate, photo?.scoreAt ?? null].filter((at) => at !== null);
  const bounds = boundsOf({
    coordinates: places.map(([lng, lat]) => [
      [
        [lng - AROUND, lat - AROUND],
        [lng + AROUND, lat + AROUND],
      ],
    ]),
  });
  if (bounds) map.fit(bounds, LABELS);
}

/** The photo whose dot a click meant. */
function nearestPhoto(
  map: MapHandle,
  element: HTMLElement,
  { scores }: ReadyRun,
  shown: ReadonlySet<number>,
  [lng, lat]: LngLat,
): string | null {
  const [[west], [east]] = map.viewBounds();
  const reach = (REACH_PX * (east - west)) / element.clientWidth;
  const stretch = Math.cos((lat * Math.PI) / 180);
  let best: string | null = null;
  let least = reach;
  for (const { id, truth, km } of scores) {
    if (!truth || km === null || !shown.has(bandOf(km))) continue;
    const dx = ((truth[0] - lng + 540) % 360) - 180;
    // Mercator stretches latitudes as much as it does longitudes.
    const off = Math.hypot(dx, (truth[1] - lat) / stretch);
    if (off < least) [best, least] = [id, off];
  }
  return best;
}
