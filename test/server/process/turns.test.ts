import { expect, it } from "vitest";
import { inTurns } from "../../../core/locate/turns.ts";
import { createTurns } from "../../../server/process/turns.ts";

const takeTurn = createTurns();

it("lets timers run between any two that ask for a turn together", async () => {
  const seen: string[] = [];
  const tick = setInterval(() => seen.push("timer"), 1);
  await Promise.all(
    ["a", "b", "c"].map(async (name) => {
      await takeTurn();
      seen.push(name);
      // Work that lasts longer than the timer waits.
      const end = performance.now() + 5;
      while (performance.now() < end);
    }),
  );
  clearInterval(tick);
  const order = seen.filter((name, i) => name !== "timer" || seen[i - 1] !== "timer");
  expect(order.join(" ")).toMatch(/^(timer )?a timer b timer c$/);
});

it("gives each part of long work a turn of its own, and its result", async () => {
  const seen: string[] = [];
  function* work(name: string) {
    for (const part of [1, 2]) {
      seen.push(`${name}${part}`);
      yield;
    }
    return name.toUpperCase();
  }
  expect(await Promise.all([inTurns(work("a"), takeTurn), inTurns(work("b"), takeTurn)])).toEqual([
    "A",
    "B",
  ]);
  expect(seen).toEqual(["a1", "b1", "a2", "b2"]);
});
