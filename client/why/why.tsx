import { useEffect } from "preact/hooks";
import type { Explanation } from "../../core/contracts/explanation.ts";
import { placeTitle } from "../../core/contracts/place-levels.ts";
import type { Prediction } from "../../core/contracts/prediction.ts";
import type { Photo } from "../ask/state.ts";
import { TokenForm } from "../ask/token-form.tsx";
import type { Failure } from "../service/failure.ts";
import { Notice } from "../ui/notice.tsx";
import { formatProbability } from "../words/numbers.ts";
import { AttributeWords } from "./attribute-words.tsx";
import type { Why as State } from "./state.ts";
import {
  choosePlace,
  explain,
  followPhoto,
  isOnPhoto,
  nameOf,
  placeOf,
  placesToExplain,
  pointed,
  stop,
  why,
} from "./store.ts";
import { summary, type Telling, tellings } from "./words.ts";

/** Why the answer is what it is: asked for, since the photo has to be looked at some fifty times. */
export function Why({ photo, prediction }: { photo: Photo; prediction: Prediction }) {
  useEffect(followPhoto, []);
  const place = placeOf(photo, prediction);
  if (!place || photo.isOpened) return null;
  const state = why.value;
  const name = placeTitle(place);
  return (
    <section class="block why" aria-labelledby="why-title">
      <h2 id="why-title">Why {name}?</h2>
      <PlaceChoice photo={photo} prediction={prediction} />
      <p class="visually-hidden" role="status">
        {spokenState(state)}
      </p>
      {state.status === "idle" && (
        <>
          <p class="why__note">
            Covers the photo part by part and sees what that does to the probability of {name}. The
            photo is sent again.
          </p>
          <AskButton>Show what it rests on</AskButton>
        </>
      )}
      {state.status === "working" && <Working state={state} />}
      {state.status === "failed" && <Failed failure={state.failure} />}
      {state.status === "cancelled" && (
        <Notice title="Stopped">
          <p>Nothing is being computed. The answer above stands.</p>
          <AskButton>Start again</AskButton>
        </Notice>
      )}
      {state.status === "explained" && <Explained explanation={state.explanation} />}
    </section>
  );
}

function PlaceChoice({ photo, prediction }: { photo: Photo; prediction: Prediction }) {
  const chosen = placeOf(photo, prediction);
  return (
    <label class="why__place">
      Place to explain
      <select
        class="field"
        value={chosen ? nameOf(chosen) : ""}
        onChange={({ currentTarget }) => choosePlace(photo, currentTarget.value)}
      >
        {placesToExplain(prediction).map((place) => (
          <option key={nameOf(place)} value={nameOf(place)}>
            {placeTitle(place)}, {formatProbability(place.probability)}
          </option>
        ))}
      </select>
    </label>
  );
}

function AskButton({ children }: { children: string }) {
  return (
    <button type="button" class="button why__ask" onClick={explain}>
      {children}
    </button>
  );
}

function Working({ state }: { state: Extract<State, { status: "working" }> }) {
  const { done, total, isSlow } = state;
  const words = total === 0 ? "Sending the photo" : `Looked ${done} of ${total} times`;
  return (
    <div class="busy why__busy">
      <div class="busy__row">
        <p class="busy__words">{words}</p>
        <button type="button" class="button button--small" onClick={stop}>
          Cancel
        </button>
      </div>
      {total === 0 ? (
        <progress class="progress" aria-label="Working" />
      ) : (
        <progress class="progress" aria-label="Looks at the photo" max={total} value={done} />
      )}
      {isSlow && (
        <p class="busy__note">
          Still at it. Large models take a second a look, and others may be before you.
        </p>
      )}
    </div>
  );
}

function Failed({ failure }: { failure: Failure }) {
  return (
    <div role="alert">
      <Notice kind="danger" title={failure.title}>
        <p>{failure.detail}</p>
        {failure.retryAfterS !== null && <p>Try again in {failure.retryAfterS} s.</p>}
        {failure.requestId && <p class="notice__fine">Request {failure.requestId}</p>}
        {failure.code === "unauthorized" && <TokenForm />}
        {failure.canRetry && <AskButton>Try again</AskButton>}
      </Notice>
    </div>
  );
}

function Explained({ explanation }: { explanation: Explanation }) {
  const { place, before, blank, seen, attributes } = explanation;
  const told = tellings(explanation);
  const isAllSeen = seen.width > 0.999 && seen.height > 0.999;
  return (
    <>
      <p class="why__summary">{summary(explanation)}</p>
      <label class="why__switch">
        <input
          type="checkbox"
          checked={isOnPhoto.value}
          onChange={({ currentTarget }) => {
            isOnPhoto.value = currentTarget.checked;
          }}
        />
        Show it on the photo
      </label>
      <Legend name={place.name} />
      <Tellings title={`Speak for ${place.name}`} kind="for" list={told.for} />
      <Tellings title={`Speak against ${place.name}`} kind="against" list={told.against} />
      <p class="why__note">
        Before the photo {place.name} had {formatProbability(before)}; with everything covered it
        has {formatProbability(blank)}.{" "}
        {!isAllSeen && "The model does not see the dimmed margins. "}
        This shows what the answer rests on, not whether it is right, and says nothing of what is to
        be seen there.
      </p>
      <AttributeWords attributes={attributes} />
    </>
  );
}

function Legend({ name }: { name: string }) {
  return (
    <p class="why__legend">
      <span class="why__meaning">
        <span class="why__swatch" data-kind="for" aria-hidden="true" />
        speaks for {name}
      </span>
      <span class="why__meaning">
        <span class="why__swatch" data-kind="against" aria-hidden="true" />
        speaks against it
      </span>
      <span>The stronger the colour, the more it changes.</span>
    </p>
  );
}

interface TellingsProps {
  readonly title: string;
  readonly kind: "for" | "against";
  readonly list: readonly Telling[];
}

function Tellings({ title, kind, list }: TellingsProps) {
  if (list.length === 0) return null;
  return (
    <div class="why__tellings" data-kind={kind}>
      <h3>{title}</h3>
      <ul>
        {list.map(({ patch, words }) => (
          <li
            key={patch}
            data-pointed={pointed.value === patch}
            onPointerEnter={() => {
              pointed.value = patch;
            }}
            onPointerLeave={() => {
              pointed.value = null;
            }}
          >
            {words}
          </li>
        ))}
      </ul>
    </div>
  );
}

function spokenState(state: State): string {
  switch (state.status) {
    case "working":
      return state.isSlow ? "Still looking at the photo." : "Looking at the photo.";
    case "explained":
      return summary(state.explanation);
    case "cancelled":
      return "Stopped.";
    default:
      return "";
  }
}
