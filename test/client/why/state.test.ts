import { describe, expect, it } from "vitest";
import { IDLE, reduceWhy, type Why, type WhyNews } from "../../../client/why/state.ts";
import { EXPLANATION_EXAMPLE } from "../../../core/contracts/examples.ts";

const run = (...news: readonly WhyNews[]): Why => news.reduce(reduceWhy, IDLE);

describe("reduceWhy", () => {
  it("tells how far it is, that it is slow, and what came of it", () => {
    expect(run({ type: "asked" })).toEqual({
      status: "working",
      done: 0,
      total: 0,
      isSlow: false,
    });
    const slow = run({ type: "asked" }, { type: "slow" }, { type: "progress", done: 6, total: 52 });
    expect(slow).toEqual({ status: "working", done: 6, total: 52, isSlow: true });
    const explained = { type: "explained", explanation: EXPLANATION_EXAMPLE } as const;
    expect(reduceWhy(slow, explained).status).toBe("explained");
  });

  it("stops only what is under way, and late news changes nothing", () => {
    const stopped = run({ type: "asked" }, { type: "cancelled" });
    expect(stopped).toEqual({ status: "cancelled" });
    expect(reduceWhy(stopped, { type: "progress", done: 9, total: 52 })).toBe(stopped);
    expect(reduceWhy(stopped, { type: "slow" })).toBe(stopped);
    expect(reduceWhy(IDLE, { type: "cancelled" })).toBe(IDLE);
  });
});
