import { expect, it } from "vitest";
import { jsonText } from "../../../core/formats/json.ts";
import { createPrediction } from "./prediction.ts";

it.each([
  ["a full document", createPrediction()],
  ["empty lists", { ...createPrediction(), regions: [], cells: [], places: [], warnings: [] }],
  ["members that are not there", { ...createPrediction(), points: undefined }],
])("is JSON.stringify, in pieces: %s", (_, prediction) => {
  const pieces = [...jsonText(prediction)];
  expect(pieces.join("")).toBe(JSON.stringify(prediction));
  expect(pieces.length).toBeGreaterThan(2 * prediction.regions.length);
});
