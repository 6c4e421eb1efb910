import { describe, expect, it } from "vitest";
import {
  decodeLandMask,
  encodeLandMask,
  isLand,
  nearestLand,
} from "../../../core/earth/land-mask.ts";
import { distanceKm } from "../../../core/earth/lng-lat.ts";

/** A world of 36 x 18 pixels of 10 degrees, all sea but the given columns and rows. */
function world(...land: [column: number, row: number][]) {
  const bits = new Uint8Array((36 * 18) / 8);
  for (const [x, y] of land) bits[(y * 36 + x) >> 3]! |= 1 << ((y * 36 + x) & 7);
  return { width: 36, height: 18, bits };
}

describe("land mask", () => {
  it("comes back from its bytes", () => {
    const mask = world([0, 0], [35, 17], [7, 3]);
    expect(decodeLandMask(encodeLandMask(mask))).toEqual(mask);
  });

  it("refuses other formats, versions and lengths", () => {
    const bytes = encodeLandMask(world());
    expect(() => decodeLandMask(bytes.subarray(0, 5))).toThrow("5 bytes");
    expect(() => decodeLandMask(bytes.subarray(0, -1))).toThrow("36 x 18 pixels need 97");
    expect(() => decodeLandMask(Uint8Array.from(bytes, (b, i) => (i === 0 ? 1 : b)))).toThrow("0x");
    expect(() => decodeLandMask(Uint8Array.from(bytes, (b, i) => (i === 4 ? 9 : b)))).toThrow(
      "version 9",
    );
  });

  it("takes the pixel around the position, with any longitude", () => {
    const mask = world([0, 9]);
    for (const lng of [-180, 180, 540, -170.1, 189.9]) expect(isLand(mask, lng, -5)).toBe(true);
    for (const lng of [179.9, -169.9, 0]) expect(isLand(mask, lng, -5)).toBe(false);
    expect(isLand(mask, -175, 0.1)).toBe(false);
  });

  it("answers at the poles and past them", () => {
    const mask = world([18, 0], [18, 17]);
    expect(isLand(mask, 5, 90)).toBe(true);
    expect(isLand(mask, 5, -90)).toBe(true);
    expect(isLand(mask, 5, 91)).toBe(true);
  });

  it("finds the nearest land across 180 degrees and over the pole, as brute force does", () => {
    const pixels: [number, number][] = [
      [0, 9],
      [20, 1],
      [9, 16],
    ];
    const mask = world(...pixels);
    const centres = pixels.map(([x, y]) => [-175 + 10 * x, 85 - 10 * y] as const);
    for (let lng = -180; lng < 180; lng += 7)
      for (let lat = -88; lat <= 88; lat += 8) {
        if (isLand(mask, lng, lat)) continue;
        const km = Math.min(...centres.map((centre) => distanceKm(centre, [lng, lat])));
        const found = nearestLand(mask, lng, lat, 5000);
        if (km > 5000) expect(found).toBeNull();
        else expect(distanceKm(found!, [lng, lat])).toBeCloseTo(km, 6);
      }
  });

  it("leaves a position on land where it is", () => {
    expect(nearestLand(world([18, 8]), 3, 4, 0)).toEqual([3, 4]);
  });
});
