import { distance } from "@turf/turf";
import { describe, expect, it } from "vitest";
import { EARTH_AREA_KM2, EARTH_RADIUS_KM } from "../../../core/earth/lng-lat.ts";
import { circleAreaKm2, kmBetween, pointsFor } from "../../../core/game/points.ts";
import { createRandom } from "../../random.ts";

describe("pointsFor", () => {
  it.each([
    ["on the spot", 0, 5000],
    ["within 25 m", 0.025, 5000],
    ["Berlin for Hamburg, 255 km", 255, 4215],
    ["one scale away", 1492.7, 1839],
    ["the antipodes", 20_015, 0],
  ])("%s", (_, km, points) => {
    expect(pointsFor(km)).toBe(points);
  });

  it("is the published formula, with another library's distances", () => {
    const random = createRandom(6);
    for (let i = 0; i < 2000; i++) {
      const [a, b] = [random.lngLat(), random.lngLat()].map(([lng, lat]) => ({ lng, lat }));
      // turf's Earth has R = 6371.0088 km too.
      const km = distance([a!.lng, a!.lat], [b!.lng, b!.lat]);
      expect(pointsFor(kmBetween(a!, b!))).toBe(Math.round(5000 / Math.E ** (km / 1492.7)));
    }
  });
});

describe("circleAreaKm2", () => {
  it("is flat geometry for small circles and the Earth for the largest", () => {
    expect(circleAreaKm2(1) / Math.PI).toBeCloseTo(1, 6);
    expect(circleAreaKm2(20_016)).toBeCloseTo(EARTH_AREA_KM2, -1);
    expect(circleAreaKm2((Math.PI / 2) * EARTH_RADIUS_KM)).toBeCloseTo(EARTH_AREA_KM2 / 2, -1);
  });
});
