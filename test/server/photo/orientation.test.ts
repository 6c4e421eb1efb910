import sharp from "sharp";
import { describe, expect, it } from "vitest";
import type { RgbImage, Window } from "../../../core/pixels/image.ts";
import { storedWindow, turnOf } from "../../../server/photo/orientation.ts";
import { createRandom } from "../../random.ts";

// Against libvips, which turns whole pictures.

const random = createRandom(7);
const STORED: RgbImage = {
  width: 7,
  height: 5,
  data: Uint8Array.from({ length: 7 * 5 * 3 }, () => random.integer(256)),
};
const raw = { raw: { width: 7, height: 5, channels: 3 as const } };

async function uprightBySharp(orientation: number): Promise<RgbImage> {
  const stored = await sharp(STORED.data, raw).withMetadata({ orientation }).png().toBuffer();
  const { data, info } = await sharp(stored, { autoOrient: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}

async function cut(image: RgbImage, window: Window): Promise<RgbImage> {
  const { width, height } = image;
  const data = await sharp(image.data, { raw: { width, height, channels: 3 } })
    .extract(window)
    .raw()
    .toBuffer();
  return { width: window.width, height: window.height, data: new Uint8Array(data) };
}

async function turned(orientation: number, { width, height, data }: RgbImage): Promise<RgbImage> {
  const { mirrors, angle } = turnOf(orientation);
  const turned = await sharp(data, { raw: { width, height, channels: 3 } })
    .flop(mirrors)
    .rotate(angle)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    width: turned.info.width,
    height: turned.info.height,
    data: new Uint8Array(turned.data),
  };
}

describe.each([1, 2, 3, 4, 5, 6, 7, 8])("EXIF orientation %i", (orientation) => {
  it("turns a stored picture upright", async () => {
    expect(await turned(orientation, STORED)).toEqual(await uprightBySharp(orientation));
  });

  it("finds where a part of the upright picture is stored", async () => {
    const upright = await uprightBySharp(orientation);
    const window = { left: 1, top: 2, width: 4, height: 2 };
    const stored = await cut(STORED, storedWindow(orientation, upright, window));
    expect(await turned(orientation, stored)).toEqual(await cut(upright, window));
  });
});
