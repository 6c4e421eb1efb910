import { describe, expect, it } from "vitest";
import { NO_DOWNLOAD } from "../../../client/download/state.ts";
import {
  isNews,
  keptInWords,
  offerInWords,
  progressInWords,
  spokenOf,
  stageInWords,
} from "../../../client/download/words.ts";
import type { ModelDownload } from "../../../core/contracts/api.ts";
import { makeDownload } from "../fixtures/download.ts";

const plain = (text: string | null) => text?.replaceAll("\u00a0", " ") ?? null;
const downloading = (change: Partial<ModelDownload> = {}) =>
  makeDownload({ state: "downloading", total: 1_262_000_000, ...change });

describe("the offer", () => {
  it("says size, licence and where it goes beforehand", () => {
    expect(plain(offerInWords(makeDownload()))).toMatch(
      /^About 1\.3 GB, licence MIT\. The server downloads it to its own disk, nothing comes to this device/,
    );
  });

  it("names a form of unmeasured accuracy, and claims no size that is not known", () => {
    const words = offerInWords(makeDownload({ variant: "int8", expectedBytes: 0 }));
    expect(words).toMatch(/^A large download, .* compressed form int8, whose accuracy has not/);
    expect(offerInWords(makeDownload())).not.toMatch(/compressed/);
  });
});

describe("progress", () => {
  it.each<[Partial<ModelDownload>, string]>([
    [{ total: 0 }, "Asking the hub"],
    [{ done: 512e6, bytesPerSecond: 8_200_000 }, "512 of 1,262 MB · 40 % · 8.2 MB/s · 2 min left"],
    [{ done: 1_254e6, bytesPerSecond: 2e6 }, "1,254 of 1,262 MB · 99 % · 2.0 MB/s · 4 s left"],
    [{ done: 2e6, bytesPerSecond: 100_000 }, "2 of 1,262 MB · 0 % · 100 kB/s · 3 h 30 min left"],
    [{ done: 512e6 }, "512 of 1,262 MB · 40 % · waiting for the hub"],
    [{ done: 1_262e6 }, "1,262 of 1,262 MB · 100 %"],
    [{ done: 12_000, total: 40_000 }, "12 of 40 kB · 30 % · waiting for the hub"],
  ])("%j", (change, words) => {
    expect(plain(progressInWords(downloading(change)))).toBe(words);
  });

  it("of the indexes is in points, not bytes", () => {
    const indexing = makeDownload({
      state: "indexing",
      done: 45_056,
      total: 88_428,
      detail: "Encoding land cells",
    });
    expect(plain(progressInWords(indexing))).toBe("Encoding land cells: 50 %");
    expect(stageInWords(indexing)).toBe("Preparing GeoCLIP");
  });

  it("is checking once all bytes are there", () => {
    expect(stageInWords(downloading({ done: 1_262_000_000 }))).toBe("Checking what has come");
  });
});

describe("what is kept", () => {
  it("is told after a stop or a failure, if there is any", () => {
    expect(plain(keptInWords(downloading({ state: "stopped", done: 512e6 })))).toBe(
      "512 of 1,262 MB have come and are kept.",
    );
    expect(keptInWords(downloading({ state: "failed" }))).toBeNull();
    expect(keptInWords(downloading({ done: 512e6 }))).toBeNull();
  });
});

describe("what is spoken", () => {
  const seen = (known: ModelDownload) => ({ ...NO_DOWNLOAD, known, isSeen: true });

  it("changes at each quarter, not at each percent", () => {
    const total = 1000;
    const said = Array.from({ length: total }, (_, done) =>
      spokenOf(seen(downloading({ done, total })), false),
    );
    expect([...new Set(said)].map(plain)).toEqual([
      "Downloading GeoCLIP.",
      "Downloading GeoCLIP, 25 %.",
      "Downloading GeoCLIP, 50 %.",
      "Downloading GeoCLIP, 75 %.",
    ]);
  });

  it("is how it ended", () => {
    expect(spokenOf(seen(makeDownload({ state: "installed" })), true)).toBe("GeoCLIP answers now.");
    expect(spokenOf(seen(makeDownload({ state: "installed" })), false)).not.toMatch(/answers/);
    expect(spokenOf(seen(makeDownload({ state: "failed", detail: "Why." })), false)).toBe(
      "GeoCLIP could not be installed. Why.",
    );
  });

  it("is nothing of what ended before the page came", () => {
    const failed = { ...NO_DOWNLOAD, known: makeDownload({ state: "failed" }) };
    expect(spokenOf(failed, false)).toBe("");
    expect(isNews(failed)).toBe(false);
    expect(isNews({ ...failed, isSeen: true })).toBe(true);
  });
});
