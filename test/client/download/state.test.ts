import { describe, expect, it } from "vitest";
import { type DownloadNews, NO_DOWNLOAD, reduceDownload } from "../../../client/download/state.ts";
import { unreachable } from "../../../client/service/failure.ts";
import { makeDownload } from "../fixtures/download.ts";

const told = (change: Parameters<typeof makeDownload>[0] = {}): DownloadNews => {
  return { type: "told", download: makeDownload(change) };
};

function run(...news: DownloadNews[]) {
  return news.reduce((state, each) => Object.freeze(reduceDownload(state, each)), NO_DOWNLOAD);
}

describe("reduceDownload", () => {
  it("tells an end that was waited for from one that was long ago", () => {
    expect(run(told({ state: "failed" })).isSeen).toBe(false);
    expect(run(told({ state: "downloading" }), told({ state: "failed" })).isSeen).toBe(true);
  });

  it("has seen what it ordered, even when it ended before the first look", () => {
    expect(run(told(), { type: "ordered", order: "start" }, told({ state: "failed" }))).toEqual({
      ...NO_DOWNLOAD,
      known: makeDownload({ state: "failed" }),
      isSeen: true,
    });
  });

  it("keeps what is known while the server does not answer", () => {
    const lost = run(told({ state: "downloading", done: 5, total: 10 }), { type: "lost" });
    expect(lost).toMatchObject({ isLost: true, known: { done: 5 } });
    expect(reduceDownload(lost, told({ state: "downloading" })).isLost).toBe(false);
  });

  it("shows why an order was refused until the next one", () => {
    const failure = unreachable(true);
    const refused = run(
      told(),
      { type: "ordered", order: "start" },
      { type: "refused", failure },
      told(),
    );
    expect(refused).toMatchObject({ order: null, failure, isSeen: false });
    expect(reduceDownload(refused, { type: "ordered", order: "start" }).failure).toBeNull();
  });
});
