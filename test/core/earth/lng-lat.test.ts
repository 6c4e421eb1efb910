import { distance } from "@turf/turf";
import { describe, expect, it } from "vitest";
import {
  distanceKm,
  EARTH_AREA_KM2,
  fromVector,
  type LngLat,
  toUnitVector,
  wrapLng,
} from "../../../core/earth/lng-lat.ts";
import { createRandom } from "../../random.ts";

const PARIS: LngLat = [2.3522, 48.8566];
const TOKYO: LngLat = [139.6917, 35.6895];

describe("distanceKm", () => {
  it("agrees with turf on named places", () => {
    expect(distanceKm(PARIS, TOKYO)).toBeCloseTo(distance([...PARIS], [...TOKYO]), 6);
  });

  it("agrees with turf all over the sphere and is symmetric", () => {
    const random = createRandom(1);
    for (let i = 0; i < 2000; i++) {
      const [a, b] = [random.lngLat(), random.lngLat()];
      expect(distanceKm(a, b)).toBeCloseTo(distance([...a], [...b]), 6);
      expect(distanceKm(a, b)).toBe(distanceKm(b, a));
    }
  });

  it("is finite at antipodes and zero at the same place seen from both sides of 180", () => {
    expect(distanceKm([0, 0], [180, 0])).toBeCloseTo(20015.11, 1);
    expect(distanceKm([12.3, 45.6], [-167.7, -45.6])).toBeCloseTo(20015.11, 1);
    expect(distanceKm([180, -17], [-180, -17])).toBeCloseTo(0, 9);
  });
});

describe("vectors", () => {
  it("come back to the position they were made from", () => {
    const random = createRandom(2);
    for (let i = 0; i < 1000; i++) {
      const at = random.lngLat();
      const [lng, lat] = fromVector(...toUnitVector(at));
      expect(distanceKm(at, [lng, lat])).toBeLessThan(1e-6);
    }
  });
});

describe("wrapLng", () => {
  it.each([
    [190, -170],
    [-190, 170],
    [540, -180],
    [180, -180],
    [0, 0],
  ])("%d -> %d", (lng, wrapped) => {
    expect(wrapLng(lng)).toBe(wrapped);
  });
});

it("knows the Earth's area", () => {
  expect(EARTH_AREA_KM2).toBeCloseTo(510_065_881, -1);
});
