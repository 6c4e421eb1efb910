import { beforeAll, describe, expect, it } from "vitest";
import type { Posterior } from "../../../../core/belief/posterior.ts";
import { priorOf } from "../../../../core/belief/prior.ts";
import { rankByDensity } from "../../../../core/belief/ranking.ts";
import { DEFAULT_OPTIONS } from "../../../../core/contracts/options.ts";
import { cellCentre, cellName } from "../../../../core/earth/cells.ts";
import type { Geography } from "../../../../core/earth/geography.ts";
import { distanceKm, EARTH_AREA_KM2, type LngLat } from "../../../../core/earth/lng-lat.ts";
import {
  outcomesOfRanking,
  rankingOfCells,
  rankingOfSquares,
  squareAreaKm2,
} from "../../../../core/eval/figures/baselines.ts";
import { createNearestPoint } from "../../../../core/eval/figures/nearest-point.ts";
import { createCellAreas } from "../../../../core/eval/reading/cell-areas.ts";
import { toCellSupport } from "../../../../core/eval/reading/stated-support.ts";
import { fromTailDocument, tailOf, toTailDocument } from "../../../../core/eval/reading/tail.ts";
import { searchAreaOf } from "../../../../core/eval/scoring/search-area.ts";
import { answerOf } from "../../../../core/locate/answer.ts";
import { geography, PLACES, posteriorOf, scoresAround } from "../../../geography.ts";
import { createRandom } from "../../../random.ts";

let earth: Geography;
let posterior: Posterior;

beforeAll(async () => {
  earth = await geography();
  const prior = priorOf("population", earth.cells, new Float64Array(earth.cells.count));
  const scores = scoresAround(earth, [PLACES.paris, PLACES.lima]);
  posterior = posteriorOf(earth.cells, scores, 4, prior);
});

/** The posterior as a document that lists its densest cells. */
function supportOf(listed: number, withTail: boolean) {
  const { cells } = earth;
  const prior = priorOf("land", cells, new Float64Array(cells.count));
  const options = { ...DEFAULT_OPTIONS, maxCells: listed, regions: [] };
  const answer = answerOf(
    { land: posterior, shown: posterior, ranking: rankByDensity(posterior), prior },
    earth,
    options,
    7,
  );
  const tail = tailOf(posterior, rankByDensity(posterior), listed);
  return toCellSupport(
    answer.cells.map(({ h3 }) => h3),
    answer.cells.map(({ probability }) => probability),
    answer.otherMass,
    { areas: createCellAreas(cells), cells, normalise: false },
    withTail && tail ? toTailDocument(tail) : null,
  );
}

describe("tail", () => {
  it("ranks unlisted land cells within a few per cent of the whole posterior's ranking", () => {
    const { cells } = earth;
    const tables = { areas: createCellAreas(cells), cells };
    const short = supportOf(200, true);
    const random = createRandom(3);
    let inTail = 0;
    const whole = rankingOfCells(Float64Array.from(posterior.probability), cells);
    for (let i = 0; i < 300; i++) {
      const row = random.integer(cells.count);
      const truth = cellCentre(cellName(cells.ids[row]!));
      const exact = whole.areaKm2(truth);
      const found = searchAreaOf(short, truth, tables);
      if (found.where === "listed") expect(found.areaKm2 / exact).toBeCloseTo(1, 5);
      else {
        inTail += 1;
        expect(found.where).toBe("tail");
        // Ties in a step of 0.08 nats count against the truth.
        expect(found.areaKm2 / exact).toBeGreaterThan(1 - 1e-6);
        expect(found.areaKm2 / exact).toBeLessThan(1.25);
        expect(found.density! / (posterior.probability[row]! / cells.areaKm2[row]!)).toBeCloseTo(
          1,
          0,
        );
      }
    }
    expect(inTail).toBeGreaterThan(200);
  });

  it("survives its document form and refuses another table's", () => {
    const tail = tailOf(posterior, rankByDensity(posterior), 100)!;
    const document = toTailDocument(tail);
    expect(fromTailDocument(document, earth.cells)).toEqual(tail);
    expect(() => fromTailDocument({ ...document, cells: 10 }, earth.cells)).toThrow(
      /predict again/,
    );
    expect(() => fromTailDocument({ ...document, codes: "AAAA" }, earth.cells)).toThrow(/3 codes/);
  });

  it("is absent when everything is listed", () => {
    expect(tailOf(posterior, rankByDensity(posterior), earth.cells.count)).toBeNull();
  });
});

describe("references", () => {
  it("ranks land cells by weight per km2: the heaviest costs its own area, the sea the Earth", () => {
    const { cells } = earth;
    const weights = Float64Array.from(cells.areaKm2, (area, row) => (row === 7 ? 2 * area : area));
    const ranking = rankingOfCells(weights, cells);
    expect(ranking.areaKm2(cellCentre(cellName(cells.ids[7]!)))).toBeCloseTo(cells.areaKm2[7]!, 6);
    const total = cells.areaKm2.reduce((a, b) => a + b);
    // All others tie.
    expect(ranking.areaKm2(cellCentre(cellName(cells.ids[8]!))) / total).toBeCloseTo(1, 9);
    expect(ranking.areaKm2([-30, 0])).toBe(EARTH_AREA_KM2);
  });

  it("ranks squares by points per km2", () => {
    const points: LngLat[] = [
      [0.1, 0.1],
      [0.15, 0.1],
      [10.1, 60.1],
      [10.2, 60.2],
      [-179.99, 5],
    ];
    const ranking = rankingOfSquares(points, 0.25);
    // Two points each, but the northern square is half as wide.
    const north = squareAreaKm2(60, 0.25);
    const equator = squareAreaKm2(0, 0.25);
    expect(ranking.at[1]).toBeCloseTo(60.15, 6);
    expect(ranking.areaKm2([10.05, 60.05])).toBeCloseTo(north, 6);
    expect(ranking.areaKm2([0.2, 0.2])).toBeCloseTo(north + equator, 6);
    expect(ranking.areaKm2([5, 5])).toBe(EARTH_AREA_KM2);
    const { km } = outcomesOfRanking(ranking, [[10.15, 60.15]]);
    expect(km[0]).toBeLessThan(0.01);
  });

  it("squares tile the Earth", () => {
    let sum = 0;
    for (let south = -90; south < 90; south += 0.25) sum += squareAreaKm2(south, 0.25) * 1440;
    expect(sum / EARTH_AREA_KM2).toBeCloseTo(1, 9);
    // Methods, section 3.1.
    expect(squareAreaKm2(0, 0.04)).toBeCloseTo(19.78, 2);
    expect(squareAreaKm2(60, 0.04)).toBeCloseTo(9.89, 2);
  });

  it("finds the nearest point as a search through all does", () => {
    const random = createRandom(11);
    const points = Array.from({ length: 3000 }, () => random.lngLat());
    const { km } = createNearestPoint(points);
    for (let i = 0; i < 200; i++) {
      const at = i < 10 ? ([180 - i / 100, 89 - i] as LngLat) : random.lngLat();
      expect(km(at)).toBe(Math.min(...points.map((point) => distanceKm(point, at))));
    }
    expect(createNearestPoint([[2, 48]]).km([2, 48])).toBe(0);
  });
});
