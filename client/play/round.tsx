import { useEffect, useRef } from "preact/hooks";
import {
  BET_CONFIDENCE,
  BET_CONFIDENCE_STEP,
  BET_RADIUS_KM,
  type Bet,
  betPoints,
} from "../../core/game/bet.ts";
import { circleAreaKm2, pointsNumber } from "../../core/game/points.ts";
import { ZoomablePhoto } from "../ui/zoomable-photo.tsx";
import { formatShare } from "../words/numbers.ts";
import { sizeInWords } from "../words/sizes.ts";
import { Payoff } from "./payoff.tsx";
import { PhotoButton } from "./photo-button.tsx";
import { RevealCard } from "./reveal-card.tsx";
import * as store from "./store.ts";
import { Trouble } from "./trouble.tsx";
import { areaText, distanceText } from "./units.ts";

/** The photo, large. */
export function PhotoPane() {
  const url = store.photoUrl.value;
  return (
    <figure class="play__photo">
      {url ? (
        <ZoomablePhoto url={url} alt="Where was this taken?" />
      ) : (
        // Here and not beside the map, which phones hide while one looks at the photo.
        <div class="play__loading">
          {store.failure.value ? <Trouble /> : <p>The photo is on its way.</p>}
        </div>
      )}
    </figure>
  );
}

/**
 * What lies over the foot of the map: the lock while one looks, the result after. Over it and not below it, for a map
 * that changes its size at each lock makes all its pictures anew; what stands at its foot is told how high the card is.
 */
export function RoundCard() {
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    const { parentElement, offsetHeight } = card.current!;
    const tell = (height: number) =>
      parentElement!.style.setProperty("--card-height", `${height}px`);
    const watch = new ResizeObserver(() => tell(card.current?.offsetHeight ?? 0));
    watch.observe(card.current!);
    tell(offsetHeight);
    return () => {
      watch.disconnect();
      tell(0);
    };
  }, []);
  const isRevealed = store.phase.value === "revealed";
  return (
    <section
      class="play__card"
      ref={card}
      aria-label={isRevealed ? "Result of the round" : "Your guess"}
    >
      {store.photoUrl.value && <Trouble />}
      {isRevealed ? <RevealCard /> : <GuessBar />}
    </section>
  );
}

function GuessBar() {
  const rules = store.rules.value;
  const hasPin = store.pin.value !== null;
  return (
    <div class="guess">
      {rules?.drawsCircle && <BetControls />}
      <div class="guess__row">
        <PhotoButton />
        <button
          type="button"
          class="button button--main guess__lock"
          disabled={!store.canLock.value}
          aria-describedby="guess-hint"
          onClick={() => void store.lock()}
        >
          {store.isBusy.value ? "Locking" : rules?.words.lock}
        </button>
      </div>
      <p class="guess__hint" id="guess-hint">
        {hint(hasPin)}
      </p>
    </div>
  );
}

/** One line on a phone too: a card that grew would push the map about. */
function hint(hasPin: boolean): string {
  const isTouched = matchMedia("(pointer: coarse)").matches;
  if (!hasPin) {
    return isTouched
      ? "Tap the map to place your pin."
      : "Click the map to place your pin, or use the arrow keys.";
  }
  const counts = store.rules.value?.words.hint;
  return counts ?? `Drag the pin or ${isTouched ? "tap" : "click"} elsewhere to move it.`;
}

const STEPS = 200;

/** The circle of a bet: its radius on a scale on which each step is as large as any other, and how sure one is. */
function BetControls() {
  const ratio = BET_RADIUS_KM.most / BET_RADIUS_KM.least;
  const at = Math.log(store.radiusKm.value / BET_RADIUS_KM.least) / Math.log(ratio);
  const areaKm2 = circleAreaKm2(store.radiusKm.value);
  return (
    <div class="bet">
      <label class="slider bet__slider bet__slider--circle">
        <span>
          Circle of <strong>{distanceText(store.radiusKm.value)}</strong> around the pin:{" "}
          {areaText(areaKm2)}, {sizeInWords(areaKm2)}
        </span>
        <input
          type="range"
          min={0}
          max={STEPS}
          value={Math.round(at * STEPS)}
          onInput={({ currentTarget }) => {
            const share = Number(currentTarget.value) / STEPS;
            const radius = BET_RADIUS_KM.least * ratio ** share;
            store.radiusKm.value = Math.min(BET_RADIUS_KM.most, Number(radius.toPrecision(3)));
          }}
        />
      </label>
      <label class="slider bet__slider">
        <span>
          <strong>{formatShare(store.confidence.value)}</strong> sure that it holds the place
        </span>
        <input
          type="range"
          min={BET_CONFIDENCE.least}
          max={BET_CONFIDENCE.most}
          step={BET_CONFIDENCE_STEP}
          value={store.confidence.value}
          onInput={({ currentTarget }) => {
            store.confidence.value = Number(Number(currentTarget.value).toFixed(2));
          }}
        />
      </label>
      <Stakes bet={{ areaKm2, confidence: store.confidence.value }} />
      <Payoff areaKm2={areaKm2} confidence={store.confidence.value} />
    </div>
  );
}

/** What the bet is worth both ways, told before it is locked. */
function Stakes({ bet }: { bet: Bet }) {
  const [won, lost] = [betPoints(bet, true), betPoints(bet, false)];
  const signed = (points: number) => `${points > 0 ? "+" : ""}${pointsNumber(points)}`;
  return (
    <p class="bet__stakes">
      Inside <strong>{signed(won)}</strong>, outside <strong>{signed(lost)}</strong>. On average you
      win most by saying what you believe.
    </p>
  );
}
