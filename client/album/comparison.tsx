import type { Region } from "../../core/contracts/prediction.ts";
import { regionOf } from "../../core/contracts/prediction-parts.ts";
import { type Headline, headlineOf } from "../../core/formats/headline.ts";
import type { Photo } from "../ask/state.ts";
import { Notice } from "../ui/notice.tsx";
import { formatArea, formatProbability, formatShare } from "../words/numbers.ts";
import { isStale, shows, solved } from "./store.ts";
import { contribution } from "./words.ts";

/** One photo's two answers side by side: choosing one shows it in the panel and on the map. */
export function Comparison({ photo }: { photo: Photo }) {
  const together = solved.value?.answers.get(photo.id);
  if (!together || !photo.shown) return null;
  const alone = regionOf(photo.shown, 0.9) ?? null;
  return (
    <section class="versus" aria-label="Alone and together">
      <fieldset class="versus__choices">
        <legend class="visually-hidden">Answer shown</legend>
        <Choice value="alone" title="Alone" headline={headlineOf(photo.shown)} area={alone} />
        <Choice
          value="together"
          title="Together"
          headline={together.headline}
          area={together.area90}
        />
      </fieldset>
      <p class="trip-panel__fine">{contribution(together.share)}</p>
      {isStale.value && (
        <Notice title="No longer up to date">
          <p>The photos have changed since they were solved together. See all photos.</p>
        </Notice>
      )}
    </section>
  );
}

interface ChoiceProps {
  readonly value: "alone" | "together";
  readonly title: string;
  readonly headline: Headline | null;
  readonly area: Region | null;
}

function Choice({ value, title, headline, area }: ChoiceProps) {
  return (
    <label class="versus__choice">
      <input
        type="radio"
        name="versus"
        class="visually-hidden"
        checked={shows.value === value}
        onChange={() => {
          shows.value = value;
        }}
      />
      <span class="versus__body">
        <span class="versus__title">{title}</span>
        <span class="versus__place">
          {headline ? `${headline.lead} ${headline.place.name}` : "No place named"}
        </span>
        <span class="versus__line">
          {headline && formatProbability(headline.place.probability)}
          {area && `${headline ? " · " : ""}${formatShare(0.9)} within ${formatArea(area.areaKm2)}`}
        </span>
      </span>
    </label>
  );
}
