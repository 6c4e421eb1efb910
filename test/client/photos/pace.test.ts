import { describe, expect, it } from "vitest";
import { secondsLeft, timeLeftInWords } from "../../../client/photos/pace.ts";

describe("secondsLeft", () => {
  const every = (ms: number, count: number) => Array.from({ length: count }, (_, i) => i * ms);

  it("is the pace of the latest answers times the photos to go", () => {
    expect(secondsLeft(every(500, 5), 100, 2000)).toBe(50);
  });

  it("is not told before there is a pace, nor after a long pause", () => {
    expect(secondsLeft([0, 500], 100, 500)).toBeNull();
    expect(secondsLeft(every(500, 5), 100, 200_000)).toBeNull();
    expect(secondsLeft(every(500, 5), 0, 2000)).toBeNull();
  });

  it("does not count a pause in between", () => {
    const resumed = [0, 500, 1000, 3_600_000, 3_601_000, 3_602_000];
    expect(secondsLeft(resumed, 10, 3_602_000)).toBe(10);
  });
});

describe("timeLeftInWords", () => {
  it.each([
    [3, "a few seconds left"],
    [31, "about 40\u00a0s left"],
    [58, "about 1\u00a0min left"],
    [600, "about 10\u00a0min left"],
    [3600, "about 1\u00a0h left"],
    [5400, "about 1\u00a0h 30\u00a0min left"],
    [7190, "about 2\u00a0h left"],
  ])("%d s", (seconds, words) => {
    expect(timeLeftInWords(seconds)).toBe(words);
  });
});
