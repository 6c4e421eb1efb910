import type { Prediction } from "../contracts/prediction.ts";

/** `JSON.stringify` piece by piece, an element of a list at a time: a region's outline takes a server milliseconds. */
export function* jsonText(prediction: Prediction): Generator<string> {
  let opening = "{";
  for (const [name, value] of Object.entries(prediction)) {
    if (value === undefined) continue;
    yield `${opening}${JSON.stringify(name)}:`;
    opening = ",";
    if (Array.isArray(value)) yield* listText(value);
    else yield JSON.stringify(value);
  }
  yield "}";
}

function* listText(values: readonly unknown[]): Generator<string> {
  let opening = "[";
  for (const value of values) {
    yield `${opening}${JSON.stringify(value)}`;
    opening = ",";
  }
  yield values.length === 0 ? "[]" : "]";
}
