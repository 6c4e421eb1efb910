import { expect, it } from "vitest";
import { PREDICTION_EXAMPLE } from "../../../core/contracts/examples.ts";
import { readPrediction } from "../../../server/store/documents.ts";

it("predictions kept by an older program are read at their point of best expected score", () => {
  const { version: _, best: _best, ...rest } = PREDICTION_EXAMPLE;
  const best = { mode: { lat: 1, lng: 2 }, score: { lat: 3, lng: 4, expectedScore: 1234 } };
  expect(readPrediction(JSON.stringify({ ...rest, best }))).toMatchObject({
    version: 2,
    best: { lat: 3, lng: 4, expectedScore: 1234 },
  });
  expect(readPrediction(JSON.stringify(PREDICTION_EXAMPLE))).toEqual(PREDICTION_EXAMPLE);
  expect(readPrediction(JSON.stringify({ ...rest, best: { mode: best.mode } }))).toBeNull();
});
