import { describe, expect, it } from "vitest";
import { createBatches } from "../../../core/locate/batches.ts";

/** A run that is finished by hand and notes what it was given. */
function controlledRun() {
  const batches: number[][] = [];
  const finish: ((error?: Error) => void)[] = [];
  const run = (items: readonly number[]) =>
    new Promise<number[]>((resolve, reject) => {
      batches.push([...items]);
      finish.push((error) => (error ? reject(error) : resolve(items.map((item) => item * 10))));
    });
  return { batches, finish, run };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("createBatches", () => {
  it("runs those that wait together in one batch, in order, up to the limit", async () => {
    const { batches, finish, run } = controlledRun();
    const batched = createBatches(run, 3);
    const results = [1, 2, 3, 4, 5].map((item) => batched(item));
    expect(batches).toEqual([[1]]);
    finish[0]!();
    await settled();
    expect(batches).toEqual([[1], [2, 3, 4]]);
    finish[1]!();
    await settled();
    finish[2]!();
    expect(await Promise.all(results)).toEqual([10, 20, 30, 40, 50]);
    expect(batches).toEqual([[1], [2, 3, 4], [5]]);
  });

  it("forgets who leaves while waiting", async () => {
    const { batches, finish, run } = controlledRun();
    const batched = createBatches(run, 8);
    const leaver = new AbortController();
    const first = batched(1);
    const second = batched(2, leaver.signal);
    const third = batched(3);
    leaver.abort();
    await expect(second).rejects.toMatchObject({ code: "cancelled" });
    finish[0]!();
    await settled();
    finish[1]!();
    expect(await Promise.all([first, third])).toEqual([10, 30]);
    expect(batches).toEqual([[1], [3]]);
  });

  it("refuses who has left before", async () => {
    const { batches, run } = controlledRun();
    const gone = AbortSignal.abort();
    await expect(createBatches(run, 8)(1, gone)).rejects.toMatchObject({ code: "cancelled" });
    expect(batches).toEqual([]);
  });

  it("tells a failure to its own batch only and goes on", async () => {
    const { finish, run } = controlledRun();
    const batched = createBatches(run, 1);
    const first = batched(1);
    const second = batched(2);
    finish[0]!(new Error("out of memory"));
    await expect(first).rejects.toThrow("out of memory");
    await settled();
    finish[1]!();
    expect(await second).toBe(20);
  });
});
