import { describe, expect, it } from "vitest";
import {
  formatArea,
  formatBytes,
  formatDistance,
  formatProbability,
  formatShare,
} from "../../../client/words/numbers.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("probability", () => {
  it.each([
    [0, "0 %"],
    [0.000001, "<0.1 %"],
    [0.00099, "<0.1 %"],
    [0.001, "0.1 %"],
    [0.0534, "5.3 %"],
    [0.0996, "10 %"],
    [0.537, "54 %"],
    [0.994, "99 %"],
    [0.9951, ">99 %"],
    [1, ">99 %"],
  ])("%d is %s", (probability, words) => {
    expect(plain(formatProbability(probability))).toBe(words);
  });
});

describe("sizes", () => {
  it.each([
    [0.737, "0.74 km²"],
    [12.34, "12 km²"],
    [1234.5, "1,230 km²"],
    [812_345, "812,000 km²"],
    [97_812_345, "97.8 million km²"],
  ])("%d km2 is %s", (km2, words) => {
    expect(plain(formatArea(km2))).toBe(words);
  });

  it.each([
    [0.0004, "10 m"],
    [0.42, "420 m"],
    [3.21, "3.2 km"],
    [1234, "1,230 km"],
  ])("%d km is %s", (km, words) => {
    expect(plain(formatDistance(km))).toBe(words);
  });

  it.each([
    [0, "0 B"],
    [48_700, "49 kB"],
    [999_600, "1.0 MB"],
    [3_240_000, "3.2 MB"],
    [41_943_040, "42 MB"],
    [999_600_000, "1.0 GB"],
    [1_260_000_000, "1.3 GB"],
  ])("%d bytes are %s", (bytes, words) => {
    expect(plain(formatBytes(bytes))).toBe(words);
  });

  it("shares are whole", () => {
    expect(plain(formatShare(0.95))).toBe("95 %");
  });
});
