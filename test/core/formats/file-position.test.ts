import { describe, expect, it } from "vitest";
import {
  agreementInWords,
  agreementOf,
  statementInWords,
} from "../../../core/formats/file-position.ts";

function stated(massBefore: number | null) {
  return { placeName: "Sandviken, Sweden", distanceKm: 612.4, massBefore };
}

function wordsAt(massBefore: number | null): string {
  return agreementInWords(stated(massBefore)).replaceAll("\u00a0", " ");
}

describe("how a file's position fits the picture", () => {
  it("goes by the mass of the region that just holds it", () => {
    const agreements = [0, 0.4999, 0.5, 0.8999, 0.9, 0.9899, 0.99, 1, null].map((mass) =>
      agreementOf(stated(mass)),
    );
    expect(agreements).toEqual([
      "agrees",
      "agrees",
      "possible",
      "possible",
      "unusual",
      "unusual",
      "surprising",
      "surprising",
      "unknown",
    ]);
  });

  it("is said with its share, and with a caution where it accuses", () => {
    expect(wordsAt(0.21)).toBe(
      "The picture agrees: places that hold 21 % of the probability fit better.",
    );
    expect(wordsAt(0)).toContain("less than 1 %");
    expect(wordsAt(0.94)).toMatch(/speaks against it: .* 94 % .*one photo in ten.*no proof/);
    expect(wordsAt(0.9999)).toMatch(/speaks strongly against it: .* more than 99 % .*no proof/);
    expect(wordsAt(null)).toMatch(/not on land/);
  });

  it("states the place, or the coordinates where it has no name", () => {
    const km = (value: number) => `${Math.round(value)} km`;
    expect(statementInWords(stated(0.9), "60.6° N, 16.8° E", km)).toBe(
      "The file says Sandviken, Sweden, 612 km from the best point.",
    );
    const nameless = { ...stated(null), placeName: null };
    expect(statementInWords(nameless, "0.0° N, 0.0° E", km)).toMatch(/says 0\.0° N, 0\.0° E, /);
  });
});
