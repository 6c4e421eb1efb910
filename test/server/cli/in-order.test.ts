import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { inOrder } from "../../../server/cli/in-order.ts";

const never = new AbortController().signal;

async function valuesOf(results: AsyncIterable<PromiseSettledResult<number>>) {
  const values: (number | string)[] = [];
  for await (const result of results) {
    values.push(result.status === "fulfilled" ? result.value : (result.reason as Error).message);
  }
  return values;
}

describe("inOrder", () => {
  it("hands out results in the order of the tasks, faults in their places", async () => {
    const tasks = [30, 0, 10, 0, 5].map((ms, i) => async () => {
      await setTimeout(ms);
      if (i === 2) throw new Error("two");
      return i;
    });
    expect(await valuesOf(inOrder(tasks, 2, never))).toEqual([0, 1, "two", 3, 4]);
  });

  it("runs as many at a time as it may, and begins few ahead of a slow reader", async () => {
    let running = 0;
    let most = 0;
    let begun = 0;
    const tasks = Array.from({ length: 100 }, (_, i) => async () => {
      begun += 1;
      running += 1;
      most = Math.max(most, running);
      await setTimeout(1);
      running -= 1;
      return i;
    });
    const results = inOrder(tasks, 3, never);
    await results.next();
    await setTimeout(50);
    expect(begun).toBeLessThanOrEqual(12);
    expect(await valuesOf(results)).toHaveLength(99);
    expect(most).toBe(3);
  });

  it("ends when it is stopped, and leaves no fault unhandled", async () => {
    const stop = new AbortController();
    const tasks = Array.from({ length: 20 }, (_, i) => async () => {
      if (i === 3) stop.abort();
      await setTimeout(1);
      return i;
    });
    expect((await valuesOf(inOrder(tasks, 1, stop.signal))).length).toBeLessThanOrEqual(3);
  });
});
