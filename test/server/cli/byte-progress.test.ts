import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { createByteProgress, describeBytes } from "../../../server/cli/byte-progress.ts";

describe("describeBytes", () => {
  it.each([
    [512e6, 1310e6, 8.2e6, "512 of 1,310 MB, 8.2 MB/s, 1 min 38 s left"],
    [0, 1310e6, 0, "0 of 1,310 MB, 0.0 MB/s, waiting"],
    [1300e6, 1310e6, 2e6, "1,300 of 1,310 MB, 2.0 MB/s, 5 s left"],
    [0, 36e9, 2e6, "0 of 36,000 MB, 2.0 MB/s, 5 h 0 min left"],
  ])("%d of %d at %d", (done, total, rate, text) => {
    expect(describeBytes(done, total, rate)).toBe(text);
  });
});

describe("createByteProgress", () => {
  function lines(isWanted: boolean): string[] {
    const written: string[] = [];
    const stderr = new Writable({
      write(chunk, _encoding, done) {
        written.push(String(chunk));
        done();
      },
    });
    let now = 0;
    const progress = createByteProgress({ stderr }, isWanted, () => now);
    // 40 MB were there from an earlier pull; 1 MB a second comes.
    for (let second = 0; second <= 25; second++) {
      now = second * 1000;
      progress.show(40e6 + second * 1e6, 100e6);
    }
    progress.stop();
    return written;
  }

  it("writes a line every ten seconds to a log, with the rate of now", () => {
    expect(lines(true)).toEqual([
      "50 of 100 MB, 1.0 MB/s, 50 s left\n",
      "60 of 100 MB, 1.0 MB/s, 40 s left\n",
    ]);
  });

  it("writes nothing where no progress is wanted", () => {
    expect(lines(false)).toEqual([]);
  });
});
