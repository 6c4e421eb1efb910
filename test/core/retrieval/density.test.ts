import { describe, expect, it } from "vitest";
import { distanceKm, type LngLat } from "../../../core/earth/lng-lat.ts";
import { DENSITY, logDensityOf, unitVectorsOf } from "../../../core/retrieval/density.ts";
import type { Neighbour } from "../../../core/retrieval/search.ts";
import { geography } from "../../geography.ts";

function run(neighbours: readonly Neighbour[], units: Float32Array): Float64Array {
  const steps = logDensityOf(neighbours, units);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

const at = (lng: number, lat: number, similarity = 0.6): Neighbour => ({
  row: 0,
  at: [lng, lat] as LngLat,
  similarity,
});

describe("what neighbours say", () => {
  it("leaves every place possible, and none more likely than the neighbours' own", async () => {
    const { cells } = await geography();
    const log = run([at(2.35, 48.86)], unitVectorsOf(cells));
    expect(log).toHaveLength(cells.count);
    expect(log.every(Number.isFinite)).toBe(true);
    // Far away it is what is left for elsewhere.
    expect(Math.min(...log)).toBeCloseTo(0, 9);
    let best = 0;
    log.forEach((value, row) => {
      if (value > log[best]!) best = row;
    });
    expect(distanceKm([cells.lng[best]!, cells.lat[best]!], [2.35, 48.86])).toBeLessThan(60);
  });

  it("is a density: over the whole Earth it is one, elsewhere and neighbours together", () => {
    // Points that share the sphere evenly (a Fibonacci lattice).
    const count = 40_000;
    const lng = new Float32Array(count);
    const lat = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      lat[i] = (Math.asin(1 - (2 * i + 1) / count) * 180) / Math.PI;
      lng[i] = ((i * 137.507764) % 360) - 180;
    }
    const log = run([at(10, 50), at(100, -20, 0.4), at(-70, 0)], unitVectorsOf({ lng, lat }));
    const mean = log.reduce((sum, value) => sum + Math.exp(value), 0) / count;
    expect(mean).toBeCloseTo(1 / DENSITY.elsewhere, 1);
  });

  it("weighs the more similar more, and equals alike in any order", () => {
    const units = unitVectorsOf({
      lng: Float32Array.from([10, 100]),
      lat: Float32Array.from([50, -20]),
    });
    const [near, far] = run([at(10, 50, 0.7), at(100, -20, 0.6)], units);
    expect(near).toBeGreaterThan(far!);
    const ten = Array.from({ length: 10 }, (_, i) => at(10 * i, 5 * i, 0.5 + i / 100));
    const [a, b] = [run(ten, units), run([...ten].reverse(), units)];
    a.forEach((value, i) => {
      expect(value).toBeCloseTo(b[i]!, 9);
    });
  });
});
