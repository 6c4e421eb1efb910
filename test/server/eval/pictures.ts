import sharp from "sharp";

/** A picture of 48 x 48 pixels that differs from one number to the next. */
export function makePicture(seed: number): Promise<Buffer> {
  const background = { r: (seed * 67) % 256, g: (seed * 101) % 256, b: (seed * 151) % 256 };
  return sharp({ create: { width: 48, height: 48, channels: 3, background } })
    .png()
    .toBuffer();
}
