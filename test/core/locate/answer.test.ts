import { expect, it } from "vitest";
import { posteriorOf } from "../../../core/belief/posterior.ts";
import { rankByDensity } from "../../../core/belief/ranking.ts";
import { DEFAULT_OPTIONS } from "../../../core/contracts/options.ts";
import { answerOf, answerSteps } from "../../../core/locate/answer.ts";
import { geography } from "../../geography.ts";

it("an answer pauses between point, places and each region, and does not depend on the pauses", async () => {
  const earth = await geography();
  const { cells } = earth;
  const probability = new Float64Array(cells.count).fill(1 / cells.count);
  const prior = { probability, log: probability.map(Math.log) };
  const log = Float64Array.from(cells.lat, (lat) => -Math.abs(lat - 40) / 10);
  const land = posteriorOf(cells, prior, [{ weight: 1, log }]);
  const posteriors = { land, shown: land, ranking: rankByDensity(land), prior: probability };
  const options = { ...DEFAULT_OPTIONS, regions: [0.5, 0.9] };
  const steps = answerSteps(posteriors, earth, options, 7);
  let pauses = 0;
  let step = steps.next();
  for (; !step.done; step = steps.next()) pauses++;
  // Before the point, three within it, after it, after the places, before each region, after the last.
  expect(pauses).toBeGreaterThanOrEqual(9);
  expect(step.value).toEqual(answerOf(posteriors, earth, options, 7));
  expect(step.value.regions.map(({ mass }) => mass)).toEqual([0.5, 0.9]);
});
