import { describe, expect, it } from "vitest";
import { isLand, nearestLand } from "../../core/earth/land-mask.ts";
import { distanceKm } from "../../core/earth/lng-lat.ts";
import { readCells, readMask } from "./read-data.ts";

const mask = readMask();

describe("land mask – known points", () => {
  it.each([
    ["Paris", 2.35, 48.85],
    ["Chukotka, west of 180", 179, 67.5],
    ["Chukotka, east of 180", -178, 67],
    ["the south pole", 0, -90],
    ["the Sahara", 2, 25],
    ["Uluru", 131.04, -25.34],
  ])("%s is land", (_, lng, lat) => {
    expect(isLand(mask, lng, lat)).toBe(true);
  });

  it.each([
    ["the mid-Atlantic", -40, 30],
    ["the north pole", 0, 90],
    ["the Pacific at 180", 180, 0],
    ["0, 0", 0, 0],
    ["the Caspian Sea", 50.5, 41.5],
    ["Lake Victoria", 33, -1],
  ])("%s is water", (_, lng, lat) => {
    expect(isLand(mask, lng, lat)).toBe(false);
  });

  it("brings a point off Nice ashore", () => {
    const shore = nearestLand(mask, 7.3, 43.6, 30)!;
    expect(isLand(mask, ...shore)).toBe(true);
    expect(distanceKm(shore, [7.3, 43.6])).toBeLessThan(15);
    expect(nearestLand(mask, -40, 30, 200)).toBeNull();
  });

  it("agrees with the cells: their point is land wherever they have a land pixel", () => {
    const cells = readCells();
    let wrong = 0;
    for (let row = 0; row < cells.count; row++)
      if (cells.landCover[row] !== 0 && !isLand(mask, cells.lng[row]!, cells.lat[row]!)) wrong++;
    // The mask covers the few points by chance on a pixel's edge once rounded.
    expect(wrong / cells.count).toBeLessThan(0.001);
  });
});
