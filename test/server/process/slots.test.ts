import { describe, expect, it } from "vitest";
import { createSlots } from "../../../server/process/slots.ts";

const NEVER = new AbortController().signal;

/** A task that ends when it is told to. */
function createTask() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const started: string[] = [];
  return {
    started,
    end: () => end(),
    run: (name: string) => () => {
      started.push(name);
      return ended;
    },
  };
}

describe("createSlots", () => {
  it("runs so many at a time and the others in their order", async () => {
    const { run } = createSlots(2, 10);
    const order: number[] = [];
    let running = 0;
    let most = 0;
    await Promise.all(
      [0, 1, 2, 3, 4, 5].map((i) =>
        run(async () => {
          order.push(i);
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setTimeout(resolve, 2));
          running -= 1;
        }, NEVER),
      ),
    );
    expect(order).toEqual([0, 1, 2, 3, 4, 5]);
    expect(most).toBe(2);
  });

  it("refuses what exceeds the queue, and takes tasks again later", async () => {
    const slots = createSlots(1, 1);
    const task = createTask();
    const first = slots.run(task.run("first"), NEVER);
    const second = slots.run(task.run("second"), NEVER);
    expect(slots.isFull()).toBe(true);
    await expect(slots.run(task.run("third"), NEVER)).rejects.toMatchObject({ code: "busy" });
    task.end();
    await Promise.all([first, second]);
    expect(task.started).toEqual(["first", "second"]);
    expect([slots.running, slots.waiting, slots.isFull()]).toEqual([0, 0, false]);
  });

  it("lets a part of what was let in wait however full the queue is", async () => {
    const slots = createSlots(1, 0);
    const task = createTask();
    const first = slots.run(task.run("first"), NEVER);
    const part = slots.run(task.run("part"), NEVER, true);
    await expect(slots.run(task.run("other"), NEVER)).rejects.toMatchObject({ code: "busy" });
    task.end();
    await Promise.all([first, part]);
    expect(task.started).toEqual(["first", "part"]);
  });

  it("forgets a waiter whose caller leaves", async () => {
    const slots = createSlots(1, 1);
    const task = createTask();
    const leaving = new AbortController();
    const first = slots.run(task.run("first"), NEVER);
    const second = slots.run(task.run("second"), leaving.signal);
    leaving.abort();
    await expect(second).rejects.toMatchObject({ code: "cancelled" });
    expect(slots.waiting).toBe(0);
    const third = slots.run(task.run("third"), NEVER);
    task.end();
    await Promise.all([first, third]);
    expect(task.started).toEqual(["first", "third"]);
  });

  it("starts nothing for a caller who has left already", async () => {
    const task = createTask();
    await expect(createSlots(1, 1).run(task.run("x"), AbortSignal.abort())).rejects.toMatchObject({
      code: "cancelled",
    });
    expect(task.started).toEqual([]);
  });

  it("frees the slot of a task that fails", async () => {
    const slots = createSlots(1, 0);
    await expect(slots.run(() => Promise.reject(new Error("no")), NEVER)).rejects.toThrow("no");
    await expect(slots.run(async () => 1, NEVER)).resolves.toBe(1);
  });

  it("tells a time to come back that grows with the queue", () => {
    const slots = createSlots(1, 100);
    const task = createTask();
    const before = slots.retryAfterSeconds();
    for (let i = 0; i < 20; i++) void slots.run(task.run("x"), NEVER);
    expect(before).toBe(1);
    expect(slots.retryAfterSeconds()).toBe(10);
    task.end();
  });
});
