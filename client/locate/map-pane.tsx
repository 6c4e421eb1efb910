import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { regionOf } from "../../core/contracts/prediction-parts.ts";
import { shownPrediction, togetherOf } from "../album/store.ts";
import { TimeSlider } from "../album/time-slider.tsx";
import { about } from "../ask/about.ts";
import type { PhotoId } from "../ask/state.ts";
import { hasAnswers, isOverview, photo } from "../ask/store.ts";
import { Credit } from "../map/credit.tsx";
import { boundsOf } from "../map/fit.ts";
import type { MapHandle } from "../map/handle.ts";
import { loadMap, type MapTrouble } from "../map/load-map.ts";
import { MissingBasemap, MissingMap, MissingOperatorMap } from "../map/trouble.tsx";
import { PALETTES } from "../ui/palette.ts";
import { theme } from "../ui/theme.ts";
import { inWords } from "../words/describe.ts";
import { coveredBy } from "./covered.ts";
import { mass, pointed, shows, strength } from "./display.ts";
import { DrawToolbar } from "./draw-toolbar.tsx";
import { addCorner, drawing, finishDrawing } from "./drawing.ts";
import { FitButton } from "./fit-button.tsx";
import { Legend } from "./legend.tsx";
import { linkedView, readMapView } from "./linked.ts";
import { fitWishes, flight, viewWish } from "./map-wishes.ts";
import { PhotoDriver } from "./photo-driver.tsx";
import { PlaceSearch } from "./place-search.tsx";
import { readView } from "./view-hint.ts";
import { WayDriver } from "./way-driver.tsx";

/** Mass of the region that the first view of an answer shows whole. */
const FIT_MASS = 0.8;
/** Strength of the colours over a map of the operator's, until it is changed. */
const OVER_OTHERS_STRENGTH = 0.75;
const CHANGE_WORDS = " The colours show what the photo changed of what was believed before.";
const EMPTY_WORDS = "Map of the world. The answer is drawn here once a photo is chosen.";

/** The map and what lies over it. Draws what the signals say; moves only when asked, or for a photo's first answer. */
export function MapPane() {
  const element = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<MapHandle | null>(null);
  const [trouble, setTrouble] = useState<MapTrouble | null>(null);

  useEffect(() => {
    const leaving = new AbortController();
    void loadMap(element.current!, {
      palette: PALETTES[theme.peek()],
      signal: leaving.signal,
      onClick: addCorner,
      onDoubleClick: finishDrawing,
      onPoint: (probability) => {
        pointed.value = probability;
      },
      onTrouble: setTrouble,
      onReady(ready) {
        // A map of the operator's has no coasts above the colours to find one's way by.
        if (!ready.isOwnBase) strength.value = Math.min(strength.peek(), OVER_OTHERS_STRENGTH);
        setMap(ready);
      },
    });
    return () => leaving.abort();
  }, []);

  return (
    <section class="map" aria-label="Map" data-photos={isOverview.value ? "all" : "quiet"}>
      <div class="map__canvas" ref={element} data-drawing={drawing.value !== null} />
      {map && <MapDriver map={map} element={element.current!} />}
      {map && <PhotoDriver map={map} element={element.current!} />}
      {map && <WayDriver map={map} />}
      {trouble && <Trouble trouble={trouble} />}
      {trouble !== "webgl" && trouble !== "library" && <Legend />}
      {isOverview.value && <TimeSlider />}
      <Credit />
      {map && hasAnswers.value && <PlaceSearch />}
      {map && <FitButton />}
      <DrawToolbar />
    </section>
  );
}

/** Carries signals to the map; draws nothing itself. */
interface MapDriverProps {
  readonly map: MapHandle;
  readonly element: HTMLElement;
}

function MapDriver({ map, element }: MapDriverProps) {
  /** The answer that the view was chosen for: of which photo, and whether it is that together with others. */
  const fitted = useRef<{ readonly id: PhotoId; readonly isTogether: boolean } | null>(null);

  const showAnswer = () => {
    const answer = shownPrediction.peek();
    const region = answer && regionOf(answer, FIT_MASS);
    const bounds = answer && region?.geometry && boundsOf(region.geometry, answer.best.lng);
    if (bounds) map.fit(bounds, coveredBy(element));
  };

  useSignalEffect(() => map.paint(PALETTES[theme.value]));
  useSignalEffect(() => {
    map.show({
      prediction: shownPrediction.value,
      question: photo.value?.question ?? null,
      mass: mass.value,
      shows: shows.value,
      draft: drawing.value?.corners ?? [],
    });
  });
  useSignalEffect(() => {
    map.describe(
      shownPrediction.value
        ? `${inWords(shownPrediction.value, mass.value)}${shows.value === "change" ? CHANGE_WORDS : ""}`
        : EMPTY_WORDS,
    );
  });
  useSignalEffect(() => map.setDrawing(drawing.value !== null));
  useSignalEffect(() => {
    if (hasAnswers.value) return;
    fitted.current = null;
    map.showGlobe(coveredBy(element));
  });
  useSignalEffect(() => {
    const id = photo.value?.id ?? null;
    if (isOverview.value) fitted.current = null;
    const isTogether = id !== null && togetherOf(id) !== null;
    const { current } = fitted;
    if (id === null || !shownPrediction.value) return;
    if (current?.id === id && current.isTogether === isTogether) return;
    fitted.current = { id, isTogether };
    const linked = linkedView.peek();
    linkedView.value = null;
    if (linked) map.jumpTo(linked);
    else showAnswer();
  });
  useSignalEffect(() => {
    if (fitWishes.value > 0) showAnswer();
  });
  useSignalEffect(() => {
    if (flight.value) map.flyTo(flight.value.to, coveredBy(element));
  });
  useSignalEffect(() => {
    if (viewWish.value) map.fit(viewWish.value.bounds, coveredBy(element));
  });
  useSignalEffect(() => map.setStrength(strength.value));
  useEffect(() => {
    readView.value = map.viewBounds;
    readMapView.value = map.place;
    return () => {
      readMapView.value = null;
      readView.value = null;
    };
  }, [map]);
  return null;
}

function Trouble({ trouble }: { trouble: MapTrouble }) {
  if (trouble === "operator") return <MissingOperatorMap />;
  if (trouble === "basemap") {
    return (
      <MissingBasemap>
        The answer is drawn without it
        {about.value.features ? "" : "; the server may be down"}.
      </MissingBasemap>
    );
  }
  return <MissingMap trouble={trouble}>The table of places holds the same answer.</MissingMap>;
}
