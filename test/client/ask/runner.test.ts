import { describe, expect, it } from "vitest";
import { createRunner, type Job } from "../../../client/ask/runner.ts";
import type { Action, Progress } from "../../../client/ask/state.ts";

/** A service that answers when told to. */
function fakeService() {
  const open: {
    query: string;
    signal: AbortSignal;
    tell: (news: Progress) => void;
    end: () => void;
  }[] = [];
  const send = (_file: File, query: string, signal: AbortSignal, tell: (news: Progress) => void) =>
    new Promise<void>((end) => {
      open.push({ query, signal, tell, end });
      signal.addEventListener("abort", () => end());
    });
  return { send, open };
}

const job = (id: number, ticket: number): Job => {
  return { id, ticket, file: new File([], "x"), query: `q${ticket}` };
};

describe("runner", () => {
  it("sends two at a time, the next when one is done", async () => {
    const { send, open } = fakeService();
    const runner = createRunner(send, () => {});
    for (const id of [1, 2, 3]) runner.start(job(id, id));
    expect(open.map(({ query }) => query)).toEqual(["q1", "q2"]);
    open[0]!.end();
    await Promise.resolve();
    await Promise.resolve();
    expect(open.map(({ query }) => query)).toEqual(["q1", "q2", "q3"]);
  });

  it("a new question for a photo ends the one before", () => {
    const { send, open } = fakeService();
    const runner = createRunner(send, () => {});
    runner.start(job(1, 1));
    runner.start(job(1, 2));
    expect(open.map(({ query, signal }) => [query, signal.aborted])).toEqual([
      ["q1", true],
      ["q2", false],
    ]);
  });

  it("a stopped photo that still waits is never sent", async () => {
    const { send, open } = fakeService();
    const runner = createRunner(send, () => {});
    for (const id of [1, 2, 3]) runner.start(job(id, id));
    runner.stop(3);
    runner.stop(1);
    await Promise.resolve();
    expect(open.map(({ query }) => query)).toEqual(["q1", "q2"]);
  });

  it("tells news with the request's photo and ticket", () => {
    const { send, open } = fakeService();
    const told: Action[] = [];
    createRunner(send, (action) => told.push(action)).start(job(7, 70));
    open[0]!.tell({ type: "sent", part: 0.5 });
    expect(told).toEqual([{ type: "sent", part: 0.5, id: 7, ticket: 70 }]);
  });

  it("holds photos back until the service is open", () => {
    const { send, open } = fakeService();
    let isOpen = false;
    const runner = createRunner(
      send,
      () => {},
      () => isOpen,
    );
    runner.start(job(1, 1));
    expect(open).toHaveLength(0);
    isOpen = true;
    runner.resume();
    expect(open).toHaveLength(1);
  });
});
