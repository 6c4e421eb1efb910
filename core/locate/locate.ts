import type { Posterior } from "../belief/posterior.ts";
import type { Ranking } from "../belief/ranking.ts";
import type { Explanation } from "../contracts/explanation.ts";
import type { ExplanationOptions } from "../contracts/explanation-options.ts";
import type { PredictionOptions } from "../contracts/options.ts";
import type { Prediction } from "../contracts/prediction.ts";

/** How the making of a prediction is watched, and let in. All of it may be left out. */
export interface LocateWatch {
  /** Is shown the whole posterior, of which the document lists the densest cells, with its ranking; last the one that is answered. */
  readonly see?: (posterior: Posterior, ranking: Ranking) => void;
  /** Lets the work on the photo itself begin, where a multimodal model is asked: what comes after it waits for others. */
  readonly inSlot?: <T>(work: () => Promise<T>) => Promise<T>;
  /** Is told the answer without the multimodal model, as soon as it is there. */
  readonly onFast?: (prediction: Prediction) => void;
  /** Is told how many questions are answered, of all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Photo bytes to a prediction; stops early when the signal aborts. Where `reason` of the options asks a multimodal model and
 * that does not answer, the prediction is the one without it, and says so.
 */
export type Locate = (
  photo: Uint8Array,
  options: PredictionOptions,
  signal: AbortSignal,
  watch?: LocateWatch,
) => Promise<Prediction>;

/**
 * Photo bytes to what the answer rests on; stops early when the signal aborts.
 *
 * @param onProgress is told how many looks at the photo are done, of all
 */
export type Explain = (
  photo: Uint8Array,
  options: ExplanationOptions,
  signal: AbortSignal,
  onProgress?: (done: number, total: number) => void,
) => Promise<Explanation>;
