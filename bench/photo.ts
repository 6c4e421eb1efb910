import sharp from "sharp";
import { createUniform } from "../core/eval/figures/random.ts";

/**
 * A JPEG with the statistics of a photo: smooth shapes with fine grain over them, so that decoding costs what it costs
 * with a camera's files (about 0.3 bytes a pixel at quality 85).
 */
export async function makePhoto(width: number, height: number, seed: number): Promise<Uint8Array> {
  const uniform = createUniform(seed);
  const coarse = await sharp(noise(24, 18, uniform), {
    raw: { width: 24, height: 18, channels: 3 },
  })
    .resize(width, height, { kernel: "cubic", fit: "fill" })
    .toColourspace("srgb")
    .raw()
    .toBuffer();
  for (let i = 0; i < coarse.length; i++) {
    coarse[i] = Math.max(0, Math.min(255, coarse[i]! + (uniform() - 0.5) * 14));
  }
  return sharp(coarse, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer();
}

function noise(width: number, height: number, uniform: () => number): Uint8Array {
  return Uint8Array.from({ length: width * height * 3 }, () => Math.floor(256 * uniform()));
}
