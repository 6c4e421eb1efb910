import { describe, expect, it } from "vitest";
import { createRunner, type Hold, type Job } from "../../../client/ask/runner.ts";
import type { Action, Progress } from "../../../client/ask/state.ts";
import { type Failure, unreachable } from "../../../client/service/failure.ts";
import { makePrediction } from "../fixtures/prediction.ts";

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

describe("a runner whose service has no room", () => {
  const busy: Failure = { ...unreachable(true), code: "busy", retryAfterS: 7 };

  /** A runner that waits a minute for what is busy or out of reach. */
  function waiting() {
    const { send, open } = fakeService();
    const told: Action[] = [];
    const holds: (Hold | null)[] = [];
    const runner = createRunner(
      send,
      (action) => told.push(action),
      () => true,
      {
        waitFor: ({ code }) => (code === "busy" || code === "unreachable" ? 60_000 : null),
        tellHold: (hold) => holds.push(hold),
      },
    );
    return { runner, open, told, holds };
  }

  async function fail(request: ReturnType<typeof fakeService>["open"][number], failure: Failure) {
    request.tell({ type: "failed", failure });
    request.end();
    await Promise.resolve();
    await Promise.resolve();
  }

  it("puts the photo off and sends nothing until waiting ends", async () => {
    const { runner, open, told, holds } = waiting();
    for (const id of [1, 2, 3]) runner.start(job(id, id));
    await fail(open[0]!, busy);
    expect(told).toEqual([{ type: "put off", id: 1, ticket: 1 }]);
    expect(open).toHaveLength(2);
    expect(holds[0]!.failure).toBe(busy);
    open[1]!.end();
    await Promise.resolve();
    runner.resume();
    expect(holds.at(-1)).toBeNull();
    expect(open.slice(2).map(({ query }) => query)).toEqual(["q1", "q3"]);
  });

  it("tells a failure of the photo's own at once", async () => {
    const { runner, open, told } = waiting();
    runner.start(job(1, 1));
    await fail(open[0]!, { ...busy, code: "photo_unreadable" });
    expect(told).toMatchObject([{ type: "failed", id: 1 }]);
  });

  it("gives up a photo whose requests break while others get through", async () => {
    const { runner, open, told } = waiting();
    const prediction = makePrediction();
    runner.start(job(1, 1));
    await fail(open[0]!, unreachable(true));
    for (let round = 1; round <= 2; round++) {
      runner.start(job(10 + round, 10 + round));
      runner.resume();
      const other = open.findLast(({ query }) => query === `q${10 + round}`)!;
      other.tell({ type: "answered", prediction });
      other.end();
      await Promise.resolve();
      await Promise.resolve();
      await fail(open.findLast(({ query }) => query === "q1")!, unreachable(true));
    }
    expect(told.filter((action) => "ticket" in action && action.ticket === 1)).toMatchObject([
      { type: "put off" },
      { type: "put off" },
      { type: "failed" },
    ]);
  });

  it("sends the preferred photo next", async () => {
    const { runner, open } = waiting();
    for (const id of [1, 2, 3, 4]) runner.start(job(id, id));
    runner.prefer(4);
    open[0]!.end();
    await Promise.resolve();
    await Promise.resolve();
    expect(open.at(-1)!.query).toBe("q4");
  });
});
