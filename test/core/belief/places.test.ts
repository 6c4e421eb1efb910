import { beforeAll, describe, expect, it } from "vitest";
import { placesOf } from "../../../core/belief/places.ts";
import type { PlaceLevel } from "../../../core/contracts/prediction.ts";
import type { Geography } from "../../../core/earth/geography.ts";
import { geography, PLACES, posteriorOf, scoresAround } from "../../geography.ts";

let earth: Geography;

beforeAll(async () => {
  earth = await geography();
});

function placesAround(centres: Parameters<typeof scoresAround>[1], scale: number, topK = 5) {
  const flat = new Float64Array(earth.cells.count).fill(1 / earth.cells.count);
  const posterior = posteriorOf(earth.cells, scoresAround(earth, centres, 150), scale, flat);
  const places = placesOf(posterior, earth.names, topK).best;
  return { posterior, of: (level: PlaceLevel) => places.filter((place) => place.level === level) };
}

describe("placesOf", () => {
  it("names where a sure answer lies, level by level", () => {
    const { of } = placesAround([PLACES.tokyo], 40);
    expect(of("continent")[0]).toMatchObject({ id: "AS", name: "Asia", within: null });
    expect(of("country")[0]).toMatchObject({ id: "JP", name: "Japan", within: "Asia" });
    expect(of("division")[0]).toMatchObject({ within: "Japan" });
    expect(of("city")[0]).toMatchObject({ within: "Japan" });
    expect(of("country")[0]!.probability).toBeGreaterThan(0.95);
  });

  it("sums the cells of each country", () => {
    const { posterior, of } = placesAround([PLACES.paris, PLACES.lima], 8, 100);
    for (const { id, probability } of of("country")) {
      const country = earth.names.countries.findIndex((entry) => entry.id === id);
      let sum = 0;
      posterior.probability.forEach((p, row) => {
        if (earth.cells.country[row] === country) sum += p;
      });
      expect(probability).toBeCloseTo(sum, 9);
    }
  });

  it("lists the best first, no more than asked for, and points at each place's heaviest cell", () => {
    const { of } = placesAround([PLACES.paris, PLACES.lima], 12, 3);
    for (const level of ["continent", "country", "division", "city"] as const) {
      const probabilities = of(level).map(({ probability }) => probability);
      expect(probabilities.length).toBeLessThanOrEqual(3);
      expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a));
    }
    const peru = of("country").find(({ id }) => id === "PE")!;
    expect(peru.at.lat).toBeCloseTo(PLACES.lima[1], 0);
    expect(peru.at.lng).toBeCloseTo(PLACES.lima[0], 0);
  });
});
