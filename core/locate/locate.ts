import type { PredictionOptions } from "../contracts/options.ts";
import type { Prediction } from "../contracts/prediction.ts";

/** Photo bytes to a prediction; stops early when the signal aborts. */
export type Locate = (
  photo: Uint8Array,
  options: PredictionOptions,
  signal: AbortSignal,
) => Promise<Prediction>;
