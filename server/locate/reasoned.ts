import type { Likelihood } from "../../core/belief/likelihood.ts";
import { GraticuleError } from "../../core/contracts/errors.ts";
import type { PredictionOptions, ReasonWay } from "../../core/contracts/options.ts";
import type { Prediction } from "../../core/contracts/prediction.ts";
import type { Geography } from "../../core/earth/geography.ts";
import type { AnswerWork } from "../../core/locate/answer-work.ts";
import { FINEST_REFINEMENT, type Question, type Told } from "../../core/locate/belief.ts";
import type { Locate, LocateWatch } from "../../core/locate/locate.ts";
import { reducePhoto } from "../photo/copy.ts";
import type { Photo } from "../photo/photo.ts";
import type { Stopwatch } from "../process/stopwatch.ts";
import { startWatch } from "../process/stopwatch.ts";
import type { Reasoner } from "../reason/reasoner.ts";

/** A photo that was seen and answered. */
export interface Seen {
  readonly question: Question;
  readonly about: Pick<Prediction, "image" | "warnings">;
  readonly told: Told;
  readonly prediction: Prediction;
}

export interface ReasonParts {
  /** Null where the operator has set no model. */
  readonly reasoner: Reasoner | null;
  /** H3 resolution that nothing in an answer may be finer than. */
  readonly finest: number;
  readonly geography: Geography;
  readonly work: AnswerWork;
  /**
   * Answers by what is here alone.
   *
   * @param keep is shown the photo before its pixels are read
   */
  answer(
    bytes: Uint8Array,
    options: PredictionOptions,
    times: Stopwatch,
    signal: AbortSignal,
    watch: LocateWatch,
    keep: (photo: Photo) => Promise<void>,
  ): Promise<Seen>;
  /** Answers once more, with further evidence beside what the photo has told. */
  again(
    seen: Seen,
    further: readonly Likelihood[],
    times: Stopwatch,
    watch: LocateWatch,
  ): Promise<Prediction>;
}

/** Answers at once, asks the operator's multimodal model, and answers again with what it says as evidence. */
export function createReason(parts: ReasonParts): Locate {
  const { geography, work, answer, again } = parts;
  return async (bytes, options, signal, watch = {}) => {
    const { reasoner, way } = checkReason(parts, options);
    const times = startWatch(signal);
    let jpeg = new Uint8Array();
    const see = () =>
      answer(bytes, options, times, signal, watch, async (photo) => {
        jpeg = new Uint8Array(await reducePhoto(photo, reasoner.edge, signal));
      });
    const seen = await (watch.inSlot ? watch.inSlot(see) : see());
    const { question, told, prediction } = seen;
    watch.onFast?.(prediction);
    const photo = { sha256: prediction.image.sha256, jpeg: async () => jpeg };
    const believed = {
      geography,
      land: work.believe(question, told),
      prior: work.believe(question, { ...told, likelihoods: [] }),
    };
    const reasoned = await reasoner.reason(way, photo, believed, signal, watch.onProgress);
    times.lap("reason");
    const { best, places } = prediction;
    const reasoning = { ...reasoned.told, without: { best, places } };
    if (reasoned.likelihoods.length > 0) {
      return { ...(await again(seen, reasoned.likelihoods, times, watch)), reasoning };
    }
    const warnings = [...prediction.warnings, ...reasoned.told.faults.slice(0, 1)];
    return { ...prediction, reasoning, warnings, timingMs: times.laps() };
  };
}

/** Refused before a photo is looked at. */
function checkReason(
  { reasoner, finest }: ReasonParts,
  { reason, ranking }: PredictionOptions,
): { readonly reasoner: Reasoner; readonly way: ReasonWay } {
  if (reason === "off") throw new Error("Nobody is to be asked.");
  if (reasoner === null) {
    throw refusal("this service has no multimodal model (GRATICULE_REASON_URL)");
  }
  if (finest < FINEST_REFINEMENT) {
    throw refusal(
      "this service caps the detail of its answers, and what a model says has none capped",
    );
  }
  if (ranking === "gallery") throw refusal("ranking=gallery weighs no evidence");
  return { reasoner, way: reason };
}

function refusal(why: string): GraticuleError {
  const detail = `reason: ${why}; expected off`;
  return new GraticuleError("parameter_invalid", detail, {
    faults: [{ pointer: "query/reason", detail }],
  });
}
