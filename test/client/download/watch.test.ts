import { describe, expect, it } from "vitest";
import type { DownloadNews } from "../../../client/download/state.ts";
import { watchDownload } from "../../../client/download/watch.ts";
import type { DownloadAnswer } from "../../../client/service/download.ts";
import { failureFrom, unreachable } from "../../../client/service/failure.ts";
import { makeDownload } from "../fixtures/download.ts";

const UNDER_WAY = { download: makeDownload({ state: "downloading" }) };
const INDEXING = { download: makeDownload({ state: "indexing" }) };
const INSTALLED = { download: makeDownload({ state: "installed" }) };
const LOST = { failure: unreachable(true) };

/** Watches a server that gives these answers in turn; answers what was told, and how many answers were not asked for. */
async function watch(answers: DownloadAnswer[], signal = new AbortController().signal) {
  const told: string[] = [];
  const tell = (news: DownloadNews) =>
    void told.push(news.type === "told" ? news.download.state : news.type);
  await watchDownload(async () => answers.shift()!, tell, signal, 1);
  return { told, left: answers.length };
}

describe("watchDownload", () => {
  it("looks once where nothing is under way", async () => {
    expect(await watch([{ download: makeDownload() }, UNDER_WAY])).toEqual({
      told: ["none"],
      left: 1,
    });
  });

  it("follows what is under way to its end", async () => {
    expect(await watch([UNDER_WAY, UNDER_WAY, INDEXING, INSTALLED, UNDER_WAY])).toEqual({
      told: ["downloading", "downloading", "indexing", "installed"],
      left: 1,
    });
  });

  it("asks on while the server cannot be reached or is in trouble", async () => {
    const broken = { failure: failureFrom(502, "<html>", null) };
    expect((await watch([UNDER_WAY, LOST, broken, INSTALLED])).told).toEqual([
      "downloading",
      "lost",
      "lost",
      "installed",
    ]);
  });

  it.each([401, 403])("does not insist after %d", async (status) => {
    const code = { 401: "unauthorized", 403: "downloads_off" }[status];
    const refused = { failure: failureFrom(status, JSON.stringify({ code, title: "No" }), null) };
    expect(await watch([UNDER_WAY, refused, UNDER_WAY])).toEqual({
      told: ["downloading", "refused"],
      left: 1,
    });
  });

  it("tells nothing after an abort", async () => {
    const controller = new AbortController();
    const told: DownloadNews[] = [];
    const see = async () => {
      controller.abort();
      return UNDER_WAY;
    };
    await watchDownload(see, (news) => told.push(news), controller.signal, 1);
    expect(told).toEqual([]);
  });
});
