import { useEffect, useRef } from "preact/hooks";
import type { Prediction, Reasoned } from "../../core/contracts/prediction.ts";
import type { ReasonFeature } from "../../core/contracts/reasoning.ts";
import { about } from "../ask/about.ts";
import type { Photo } from "../ask/state.ts";
import { TokenForm } from "../ask/token-form.tsx";
import { Notice } from "../ui/notice.tsx";
import { ClueCard } from "./clue-card.tsx";
import { askConsent, asking, askModel, followSelection, stopAsking } from "./store.ts";
import { candidateWords, costOf, withoutWords } from "./words.ts";

/** What a multimodal model says of the photo: asked for each time, with its receiver named. */
export function Reasoning({ photo, prediction }: { photo: Photo; prediction: Prediction }) {
  useEffect(followSelection, []);
  const feature = about.value.features?.reason ?? null;
  const { reasoning } = prediction;
  const canAsk = feature !== null && !photo.isOpened;
  if (!canAsk && !reasoning) return null;
  return (
    <section class="block reason" aria-labelledby="reason-title">
      <h2 id="reason-title">What a multimodal model says</h2>
      {reasoning && <Said reasoning={reasoning} />}
      {canAsk && <Ask feature={feature} isAgain={reasoning !== undefined} />}
    </section>
  );
}

function Ask({ feature, isAgain }: { feature: ReasonFeature; isAgain: boolean }) {
  const { model, receiver } = feature;
  const state = asking.value;
  const begin = receiver.isLocal ? askModel : askConsent;
  const words = isAgain ? `Ask ${model} again` : `Ask ${model}`;
  return (
    <>
      <p class="visually-hidden" role="status">
        {state.status === "working" && progressWords(state)}
      </p>
      {state.status === "consenting" && <Consent feature={feature} />}
      {state.status === "working" && (
        <div class="busy reason__busy">
          <div class="busy__row">
            <p class="busy__words">{progressWords(state)}</p>
            <button type="button" class="button button--small" onClick={stopAsking}>
              Cancel
            </button>
          </div>
          {state.total === 0 ? (
            <progress class="progress" aria-label="Working" />
          ) : (
            <progress
              class="progress"
              aria-label="Questions answered"
              max={state.total}
              value={state.done}
            />
          )}
        </div>
      )}
      {state.status === "failed" && (
        <div role="alert">
          <Notice kind="danger" title={state.failure.title}>
            <p>{state.failure.detail}</p>
            {state.failure.code === "unauthorized" && <TokenForm />}
          </Notice>
        </div>
      )}
      {(state.status === "idle" || state.status === "failed" || state.status === "cancelled") && (
        <>
          <p class="reason__note">
            {receiver.isLocal
              ? `${model} runs on the machine of this service (${receiver.host}).`
              : `${model} runs elsewhere: ${receiver.host} receives the photo. You are asked before it is sent.`}
          </p>
          <button type="button" class="button reason__ask" onClick={begin}>
            {words}
          </button>
        </>
      )}
    </>
  );
}

/** Before each sending to another machine: who receives what. */
function Consent({ feature: { model, receiver, edge } }: { feature: ReasonFeature }) {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <fieldset class="reason__consent">
      <legend>Send the photo to {receiver.host}?</legend>
      <p>
        A copy of at most {edge} pixels a side, without metadata or name, goes to {model} there.
        What it does with it, its operator decides.
      </p>
      <div class="reason__choices">
        <button type="button" class="button" ref={first} onClick={stopAsking}>
          Do not send
        </button>
        <button type="button" class="button button--main" onClick={askModel}>
          Send it to {receiver.host}
        </button>
      </div>
    </fieldset>
  );
}

function progressWords({ done, total }: { readonly done: number; readonly total: number }): string {
  return total === 0 ? "Sending the photo" : `${done} of ${total} questions answered`;
}

/** What was said, whom it was said by, and what it changed. */
function Said({ reasoning }: { reasoning: Reasoned }) {
  const { model, receiver, candidates, clues, faults, answered } = reasoning;
  return (
    <>
      <p class="reason__summary">
        {answered === 0
          ? `${model} did not answer: the answer is the one without it.`
          : withoutWords(reasoning)}
      </p>
      {candidates.length > 0 && (
        <>
          <h3>Places that it names</h3>
          <ul class="reason__candidates">
            {candidates.map((candidate) => (
              <li key={`${candidate.name} ${candidate.at?.lat} ${candidate.at?.lng}`}>
                {candidateWords(candidate)}
              </li>
            ))}
          </ul>
        </>
      )}
      {clues.length > 0 && (
        <>
          <h3>What it says it sees</h3>
          <ul class="reason__clues">
            {clues.map((clue) => (
              <ClueCard key={`${clue.kind} ${clue.seen}`} clue={clue} />
            ))}
          </ul>
        </>
      )}
      {faults.map((fault) => (
        <p key={fault} class="remark">
          {fault}
        </p>
      ))}
      <p class="reason__note">
        By {model} at {receiver.host}
        {receiver.isLocal ? ", the machine of this service" : ""}: {costOf(reasoning)} Where the
        operator has not had it tried on photos with known places, it is believed by a tenth, and
        the areas of this answer are not calibrated.
      </p>
    </>
  );
}
