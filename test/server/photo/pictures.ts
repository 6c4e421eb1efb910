import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { crc32, deflateSync } from "node:zlib";
import sharp, { type Sharp } from "sharp";
import type { PhotoLimits } from "../../../server/photo/photo.ts";

// Photos for tests: made on the spot by the real sharp, or by Pillow (test/fixtures/photos/make.py).

const FOLDER = fileURLToPath(new URL("../../fixtures/photos/", import.meta.url));

export const LIMITS: PhotoLimits = { maxBytes: 4 * 2 ** 20, maxPixels: 4e6 };

export function readFixture(name: string): Promise<Buffer> {
  return readFile(join(FOLDER, name));
}

/** The corners of a picture, clockwise from the top left. */
export const CORNERS = {
  topLeft: 0xff0000,
  topRight: 0x00ff00,
  bottomRight: 0x0000ff,
  bottomLeft: 0xffff00,
};

/** 64 x 48 pixels, each quarter in the colour of its corner; stored as EXIF orientation 1 to 8 says. */
export function quarters(orientation = 1): Sharp {
  const [width, height] = [64, 48];
  const isTurned = orientation > 4;
  const [storedWidth, storedHeight] = isTurned ? [height, width] : [width, height];
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [sx, sy] = storedAt(orientation, x, y, width, height);
      data.writeUIntBE(quarterColour(x, y, width, height), (sy * storedWidth + sx) * 3, 3);
    }
  }
  const picture = sharp(data, { raw: { width: storedWidth, height: storedHeight, channels: 3 } });
  return orientation === 1 ? picture : picture.withMetadata({ orientation });
}

function quarterColour(x: number, y: number, width: number, height: number): number {
  const isTop = y < height / 2;
  if (x < width / 2) return isTop ? CORNERS.topLeft : CORNERS.bottomLeft;
  return isTop ? CORNERS.topRight : CORNERS.bottomRight;
}

/** Where the upright pixel (x, y) is stored (EXIF 2.32, section 4.6.4, tag Orientation). */
function storedAt(
  orientation: number,
  x: number,
  y: number,
  width: number,
  height: number,
): [x: number, y: number] {
  const [right, bottom] = [width - 1 - x, height - 1 - y];
  switch (orientation) {
    case 2:
      return [right, y];
    case 3:
      return [right, bottom];
    case 4:
      return [x, bottom];
    case 5:
      return [y, x];
    case 6:
      return [y, right];
    case 7:
      return [bottom, right];
    case 8:
      return [bottom, x];
    default:
      return [x, y];
  }
}

/** A well-formed PNG that claims a size and has almost nothing in it. */
export function pngThatClaims(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.alloc(1000))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
