import { describe, expect, it } from "vitest";
import { regionOf, statedPosition } from "../../../core/contracts/prediction-parts.ts";

describe("the position that a file states", () => {
  it("is there only with both coordinates", () => {
    expect(statedPosition({ lat: 1, lng: 2 })).toEqual({ lat: 1, lng: 2 });
    expect(statedPosition({ lat: 0, lng: 0 })).toEqual({ lat: 0, lng: 0 });
    expect(statedPosition({ lat: null, lng: 2 })).toBeNull();
    expect(statedPosition({ lat: null, lng: null })).toBeNull();
    expect(statedPosition(null)).toBeNull();
  });
});

describe("the region of a mass", () => {
  const geometry = { type: "MultiPolygon" as const, coordinates: [] };
  const regions = [0.5, 0.9].map((mass) => ({ mass, areaKm2: 100 * mass, cells: 1, geometry }));

  it("is found however the mass was reckoned", () => {
    expect(regionOf({ regions }, 0.5)).toBe(regions[0]);
    expect(regionOf({ regions }, 0.3 * 3)).toBe(regions[1]);
  });

  it("is null where it was not asked for", () => {
    expect(regionOf({ regions }, 0.8)).toBeNull();
    expect(regionOf({ regions: [] }, 0.5)).toBeNull();
  });
});
