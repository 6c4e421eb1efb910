import { describe, expect, it } from "vitest";
import {
  decimalsFor,
  formatPosition,
  openStreetMapUrl,
  plainPosition,
} from "../../../client/words/position.ts";

const LISBON = { lat: 38.722_52, lng: -9.139_34 };

describe("position", () => {
  it.each([
    [50_000_000, 0],
    [800_000, 0],
    [30_000, 1],
    [250, 2],
    [1, 3],
    [0, 5],
  ])("that stands for %d km2 has %d decimals", (areaKm2, decimals) => {
    expect(decimalsFor(areaKm2)).toBe(decimals);
  });

  it("names its hemispheres", () => {
    expect(formatPosition(LISBON, 1).replaceAll("\u00a0", " ")).toBe("38.7° N, 9.1° W");
    expect(formatPosition({ lat: -17.6, lng: 179.94 }, 0).replaceAll("\u00a0", " ")).toBe(
      "18° S, 180° E",
    );
  });

  it("is copied and linked with the same digits", () => {
    expect(plainPosition(LISBON, 1)).toBe("38.7, -9.1");
    expect(plainPosition({ lat: -0.02, lng: 0.04 }, 1)).toBe("0, 0");
    expect(openStreetMapUrl(LISBON, 1)).toBe(
      "https://www.openstreetmap.org/?mlat=38.7&mlon=-9.1#map=7/38.7/-9.1",
    );
  });
});
