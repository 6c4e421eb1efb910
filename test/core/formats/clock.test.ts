import { describe, expect, it } from "vitest";
import { clockInWords } from "../../../core/formats/clock.ts";

describe("clock in words", () => {
  it("says which way a clock was set, and is never quite sure", () => {
    expect(clockInWords({ camera: "A", offsetHours: -5, probability: 0.999 })).toBe(
      "A: 5 h were taken off its times, so that they fit those of the other cameras (99 % sure).",
    );
    expect(clockInWords({ camera: "A", offsetHours: 2, probability: 0.61 })).toContain(
      "A: 2 h were added to its times, so that they fit those of the other cameras (61 % sure).",
    );
  });
});
