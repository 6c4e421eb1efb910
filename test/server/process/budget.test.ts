import { describe, expect, it } from "vitest";
import { createBudget } from "../../../server/process/budget.ts";

const STAYS = new AbortController().signal;

describe("a budget", () => {
  it("is taken in order, and what is given back starts those who wait", async () => {
    const budget = createBudget(10);
    const first = await budget.take(6, STAYS);
    const started: string[] = [];
    const large = budget.take(8, STAYS).then((giveBack) => {
      started.push("large");
      return giveBack;
    });
    const small = budget.take(2, STAYS).then((giveBack) => {
      started.push("small");
      return giveBack;
    });
    await Promise.resolve();
    expect(started).toEqual([]);
    expect(budget.taken).toBe(6);
    first();
    first();
    await Promise.all([large, small]);
    expect(started).toEqual(["large", "small"]);
    expect(budget.taken).toBe(10);
    (await large)();
    (await small)();
    expect(budget.taken).toBe(0);
  });

  it("counts more than there is as all there is", async () => {
    const budget = createBudget(10);
    const giveBack = await budget.take(1000, STAYS);
    expect(budget.taken).toBe(10);
    giveBack();
    expect(budget.taken).toBe(0);
  });

  it("lets those behind go on when one who waits leaves", async () => {
    const budget = createBudget(10);
    const first = await budget.take(5, STAYS);
    const leaver = new AbortController();
    const waits = budget.take(9, leaver.signal);
    const next = budget.take(5, STAYS);
    leaver.abort();
    await expect(waits).rejects.toMatchObject({ code: "cancelled" });
    (await next)();
    first();
    expect(budget.taken).toBe(0);
    await expect(budget.take(1, leaver.signal)).rejects.toMatchObject({ code: "cancelled" });
  });
});
