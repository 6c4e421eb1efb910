import { beforeAll, describe, expect, it } from "vitest";
import type { LngLat } from "../../../core/earth/lng-lat.ts";
import {
  decodeSeaDistance,
  encodeSeaDistance,
  type SeaDistance,
  seaDistanceKm,
} from "../../../core/earth/sea-distance.ts";
import { geography } from "../../geography.ts";

let sea: SeaDistance;

beforeAll(async () => {
  sea = (await geography()).sea!;
});

describe("seaDistanceKm", () => {
  it.each<[string, LngLat, number, number]>([
    ["Lima's shore", [-77.04, -12.12], 0, 5],
    ["Gävle", [17.14, 60.67], 0, 10],
    ["Rome", [12.5, 41.9], 18, 30],
    ["Paris", [2.35, 48.85], 130, 170],
    ["Madrid", [-3.7, 40.4], 280, 330],
    ["Chicago, at a lake", [-87.7, 41.8], 900, 1100],
    ["Urumqi", [87.6, 43.8], 2000, 2600],
    ["Baku, at the Caspian", [49.85, 40.4], 0, 8],
    ["Suva, near 180 degrees", [178.44, -18.14], 0, 5],
    // The polygon of Eurasia goes on beyond 180 degrees, at latitudes of 65 and 69 degrees.
    ["the Central Siberian Plateau", [100, 67], 600, 800],
    ["the upper Yukon", [-140, 65], 400, 500],
    ["Norilsk", [88.2, 69.33], 180, 240],
    ["the Chukchi Peninsula, east of 180 degrees", [-175, 66.5], 5, 60],
    ["inland Chukotka", [170, 67.5], 120, 170],
    ["the Norwegian Sea", [-2, 65], 0, 0],
    ["Vostok Station", [106.84, -78.46], 900, 1400],
    ["the mid-Atlantic", [-40, 30], 0, 0],
    ["beyond 180 degrees", [190, 60], 0, 0],
  ])("of %s", (_, at, least, most) => {
    expect(seaDistanceKm(sea, at)).toBeGreaterThanOrEqual(least);
    expect(seaDistanceKm(sea, at)).toBeLessThanOrEqual(most);
  });

  it("changes by no more than the way between two points, and the steps of the table", () => {
    for (let lng = -10; lng < 40; lng += 0.37) {
      const here = seaDistanceKm(sea, [lng, 50]);
      const there = seaDistanceKm(sea, [lng + 0.1, 50]);
      expect(Math.abs(here - there)).toBeLessThan(here < 290 ? 10 : 40);
    }
  });
});

describe("sea distances on disk", () => {
  it("come back as they were", () => {
    const small = { width: 3, height: 2, codes: Uint8Array.of(0, 255, 7, 30, 29, 200) };
    expect(decodeSeaDistance(encodeSeaDistance(small))).toEqual(small);
  });

  it("are refused when they are anything else", () => {
    const bytes = encodeSeaDistance({ width: 3, height: 2, codes: new Uint8Array(6) });
    expect(() => decodeSeaDistance(bytes.subarray(0, 10))).toThrow(/their header alone needs 16/);
    expect(() => decodeSeaDistance(bytes.subarray(0, 20))).toThrow(/have 20 bytes, expected 22/);
    const other = bytes.slice();
    other[0] = 1;
    expect(() => decodeSeaDistance(other)).toThrow(/begin with 0x/);
  });
});
