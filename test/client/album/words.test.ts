import { expect, it } from "vitest";
import { contribution, stageInWords, timeInWords } from "../../../client/album/words.ts";

it("bits are told as how many times likelier", () => {
  expect(contribution({ bits: 3, belongs: 0.9 })).toBe(
    "The other photos make its place 8.0 times likelier.",
  );
  expect(contribution({ bits: 40, belongs: 0.9 })).toMatch(/more than 1,000 times/);
  expect(contribution({ bits: 0.2, belongs: 0.9 })).toMatch(/next to nothing/);
  expect(contribution({ bits: -2, belongs: 0.9 })).toMatch(/4\.0 times less likely/);
  expect(contribution({ bits: 3, belongs: 0.1 })).toMatch(/^Does not belong/);
});

it("times are the camera's, whatever zone this device has", () => {
  expect(timeInWords("2026-05-01T10:00:00")).toBe("1 May 2026, 10:00");
  expect(timeInWords("2026-12-31T23:59:59+09:00")).toBe("31 Dec 2026, 23:59");
  expect(timeInWords(null)).toBe("No time known");
});

it("a stage without a count tells none", () => {
  expect(stageInWords("photos", 0, 0)).toBe("Waiting for the server's turn");
  expect(stageInWords("looks", 2, 5)).toBe("Reading what each photo tells, 2 of 5");
});
