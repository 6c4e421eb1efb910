import calls from "virtual:calls/service";
import type { Prediction } from "../../core/contracts/prediction.ts";
import { misfitOf } from "../../core/contracts/shape.ts";

/** Where a document that was kept or saved differs from an answer as this page reads it; null: nowhere. */
export function misfitOfPrediction(document: unknown): string | null {
  const shape = calls.forms.createPrediction?.answer ?? "anything";
  return misfitOf(document, shape, calls.named);
}

export function isPrediction(document: unknown): document is Prediction {
  return misfitOfPrediction(document) === null;
}
