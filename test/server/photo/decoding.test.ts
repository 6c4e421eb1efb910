import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { decodingWithin, isHeavy } from "../../../server/photo/decoding.ts";
import { checkPhoto } from "../../../server/photo/photo.ts";

const MB = 2 ** 20;
const STAYS = new AbortController().signal;
const HEAVY = { decodingBytes: 400 * MB, hevc: false };
const LIGHT = { decodingBytes: 8 * MB, hevc: false };

function held() {
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { until, release };
}

describe("decoding within a memory", () => {
  it("lets light photos pass heavy ones that wait", async () => {
    const decoding = decodingWithin(481 * MB);
    const { until, release } = held();
    const first = decoding.run(HEAVY, STAYS, () => until);
    let isSecondStarted = false;
    const second = decoding.run(HEAVY, STAYS, async () => {
      isSecondStarted = true;
    });
    await decoding.run(LIGHT, STAYS, async () => {});
    expect(isSecondStarted).toBe(false);
    release();
    await Promise.all([first, second]);
    expect(isSecondStarted).toBe(true);
  });

  it("lets a caller who leaves go at once, and holds the memory until the decoder has let go", async () => {
    const decoding = decodingWithin(482 * MB);
    const { until, release } = held();
    const leaver = new AbortController();
    const left = decoding.run(HEAVY, leaver.signal, () => until);
    await Promise.resolve();
    leaver.abort();
    await expect(left).rejects.toMatchObject({ code: "cancelled" });
    let isNextStarted = false;
    const next = decoding.run(HEAVY, STAYS, async () => {
      isNextStarted = true;
    });
    await Promise.resolve();
    expect(isNextStarted).toBe(false);
    release();
    await next;
  });

  it("knows by the header what a photo costs: a large interlaced PNG much, the same as a JPEG little", async () => {
    const background = { r: 10, g: 200, b: 30 };
    const picture = sharp({ create: { width: 6000, height: 4000, channels: 3, background } });
    const limits = { maxBytes: 40 * MB, maxPixels: 100e6, decoding: decodingWithin() };
    const jpeg = await checkPhoto(await picture.clone().jpeg().toBuffer(), limits);
    const interlaced = await checkPhoto(
      await picture.clone().png({ progressive: true }).toBuffer(),
      limits,
    );
    expect(jpeg.isHeavy).toBe(false);
    expect(interlaced.isHeavy).toBe(true);
    expect(isHeavy({ decodingBytes: 0, hevc: true })).toBe(true);
  });

  it("refuses what no memory of the service holds, with the limit for its kind", async () => {
    const background = { r: 10, g: 200, b: 30 };
    const avif = await sharp({ create: { width: 5200, height: 5200, channels: 3, background } })
      .avif({ effort: 0 })
      .toBuffer();
    const limits = { maxBytes: 40 * MB, maxPixels: 100e6, decoding: decodingWithin() };
    await expect(checkPhoto(avif, limits)).rejects.toMatchObject({
      code: "photo_too_many_pixels",
      message: expect.stringMatching(
        /27\.0 megapixels.*image\/avif.*limit is \d+(\.\d)? megapixels/,
      ),
    });
  });
});
