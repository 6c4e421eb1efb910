import { cellArea, UNITS, uncompactCells } from "h3-js";
import { expect, it } from "vitest";
import { type Posterior, posteriorOf } from "../../../core/belief/posterior.ts";
import { rankByDensity } from "../../../core/belief/ranking.ts";
import { refine } from "../../../core/belief/refinement.ts";
import {
  DEFAULT_OPTIONS,
  GEOMETRIES,
  type Geometry,
  type PredictionOptions,
} from "../../../core/contracts/options.ts";
import type { Geography } from "../../../core/earth/geography.ts";
import { EARTH_RADIUS_KM } from "../../../core/earth/lng-lat.ts";
import { type Answer, answerOf, answerSteps } from "../../../core/locate/answer.ts";
import { posteriorOf as aroundPlaces, geography, PLACES, scoresAround } from "../../geography.ts";

it("an answer pauses between point, places and each region, and does not depend on the pauses", async () => {
  const earth = await geography();
  const { cells } = earth;
  const probability = new Float64Array(cells.count).fill(1 / cells.count);
  const prior = { probability, log: probability.map(Math.log) };
  const log = Float64Array.from(cells.lat, (lat) => -Math.abs(lat - 40) / 10);
  const land = posteriorOf(cells, prior, [{ weight: 1, log }]);
  const posteriors = { land, shown: land, ranking: rankByDensity(land), prior: probability };
  const options: PredictionOptions = {
    ...DEFAULT_OPTIONS,
    geometry: "outline",
    regions: [0.5, 0.9],
  };
  const steps = answerSteps(posteriors, earth, options, 7);
  let pauses = 0;
  let step = steps.next();
  for (; !step.done; step = steps.next()) pauses++;
  // Before the point, three within it, after it, after the places, before each region, after the last.
  expect(pauses).toBeGreaterThanOrEqual(9);
  expect(step.value).toEqual(answerOf(posteriors, earth, options, 7));
  expect(step.value.regions.map(({ mass }) => mass)).toEqual([0.5, 0.9]);
});

it("regions are told by their sizes alone, by their borders or by their cells, and nothing else of the answer differs", async () => {
  const earth = await geography();
  const land = await refine(around(earth), earth, {
    score: async (sites) => Float32Array.from(sites, (_, i) => Math.sin(i) / 2),
    scale: 5,
    finest: 7,
  });
  const posteriors = { land, shown: land, ranking: rankByDensity(land), prior: flat(earth) };
  const ask = (geometry: Geometry) => {
    const options = { ...DEFAULT_OPTIONS, maxCells: 20_000, geometry };
    return answerOf(posteriors, earth, options, 7);
  };
  const [sizes, outlines, cells] = GEOMETRIES.map(ask) as [Answer, Answer, Answer];
  const bare = ({ regions, ...rest }: Answer) => ({
    ...rest,
    regions: regions.map(({ geometry: _geometry, h3: _h3, ...region }) => region),
  });
  expect(sizes).toEqual(bare(outlines));
  expect(sizes).toEqual(bare(cells));
  expect(outlines.regions.every(({ geometry, h3 }) => geometry && !h3)).toBe(true);
  for (const { areaKm2, cells: count, geometry, h3 } of cells.regions) {
    expect(geometry).toBeUndefined();
    // The same cells as the list has, in as few names as H3 knows for them.
    const listed = cells.cells.slice(0, count).map(({ h3: name }) => name);
    const finest = 7;
    expect(new Set(uncompactCells(h3!, finest))).toEqual(new Set(uncompactCells(listed, finest)));
    expect(h3!.length).toBeLessThanOrEqual(count);
    const sum = listed.reduce((km2, name) => km2 + cellArea(name, UNITS.rads2), 0);
    expect((sum * EARTH_RADIUS_KM ** 2) / areaKm2).toBeCloseTo(1, 4);
  }
  const widest = cells.regions.at(-1)!;
  expect(widest.h3!.length).toBeLessThan(widest.cells / 2);
});

function flat({ cells }: Geography): Float64Array {
  return new Float64Array(cells.count).fill(1 / cells.count);
}

function around(earth: Geography): Posterior {
  return aroundPlaces(earth.cells, scoresAround(earth, [PLACES.paris]), 8, flat(earth));
}
