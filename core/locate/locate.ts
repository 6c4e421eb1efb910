import type { Explanation } from "../contracts/explanation.ts";
import type { ExplanationOptions } from "../contracts/explanation-options.ts";
import type { PredictionOptions } from "../contracts/options.ts";
import type { Prediction } from "../contracts/prediction.ts";

/** Photo bytes to a prediction; stops early when the signal aborts. */
export type Locate = (
  photo: Uint8Array,
  options: PredictionOptions,
  signal: AbortSignal,
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
