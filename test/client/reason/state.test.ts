import { describe, expect, it } from "vitest";
import { IDLE, reduceAsking } from "../../../client/reason/state.ts";
import { candidateWords, checkOf, costOf, strengthOf } from "../../../client/reason/words.ts";

describe("reduceAsking", () => {
  const working = { status: "working", done: 1, total: 2 } as const;

  it("names the receiver, asks, counts and ends", () => {
    expect(reduceAsking(IDLE, { type: "consenting" }).status).toBe("consenting");
    const asked = reduceAsking({ status: "consenting" }, { type: "asked" });
    expect(asked).toEqual({ status: "working", done: 0, total: 0 });
    expect(reduceAsking(asked, { type: "progress", done: 1, total: 2 })).toEqual(working);
    expect(reduceAsking(working, { type: "ended" })).toBe(IDLE);
  });

  it("not sending is not stopping", () => {
    expect(reduceAsking({ status: "consenting" }, { type: "cancelled" })).toBe(IDLE);
    expect(reduceAsking(working, { type: "cancelled" }).status).toBe("cancelled");
  });

  it("progress of what is not awaited changes nothing", () => {
    const stopped = { status: "cancelled" } as const;
    expect(reduceAsking(stopped, { type: "progress", done: 1, total: 2 })).toBe(stopped);
  });
});

describe("a model's answers in words", () => {
  it("candidates with what became of them", () => {
    const at = { lat: 35.01, lng: 135.77 };
    expect(candidateWords({ at, name: "Kyoto, Japan", answers: 3, fate: "counted" })).toBe(
      "Kyoto, Japan, in 3 answers",
    );
    expect(candidateWords({ at, name: null, answers: 1, fate: "at_sea" })).toBe(
      "35.01, 135.77: at sea, not counted",
    );
  });

  it("clues with how strong they are and who agrees", () => {
    expect([0.9, 0.5, 0.1].map((strength) => strengthOf({ strength }))).toEqual([
      "strong, it says",
      "fair, it says",
      "weak, it says",
    ]);
    expect(checkOf({ check: "unchecked", checkedBy: null })).toBe("Not checked");
    expect(checkOf({ check: "contradicted", checkedBy: "left-hand traffic" })).toBe(
      "Contradicted: left-hand traffic",
    );
  });

  it("what it took", () => {
    const said = { way: "cot", model: "eyes", receiver: { host: "h", isLocal: true } } as const;
    const rest = { tokensIn: 1200, tokensOut: 40, candidates: [], clues: [], faults: [] };
    expect(costOf({ ...said, ...rest, questions: 2, answered: 1, calls: 3 })).toBe(
      "1 of 2 questions answered, 3 calls, 1240 tokens.",
    );
    expect(costOf({ ...said, ...rest, questions: 2, answered: 2, calls: 0 })).toMatch(/replayed/);
  });
});
