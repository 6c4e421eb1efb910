import type { ImageSpec } from "../contracts/bundle.ts";
import type { RgbImage, Sides, Window } from "./image.ts";

type Corner = Pick<Window, "left" | "top">;

/**
 * Cuts a square out of RGB bytes, the centre one unless told, normalises it and lays it out by channel: float32
 * [3, size, size], channels in the bundle's order.
 * The crop is here and not in the decoder so that the decoder reads the last row, and a cut file is noticed.
 */
export function cropAndNormalise(
  image: RgbImage,
  { size, mean, std, channels }: ImageSpec,
  { left, top }: Corner = centreOf(image, size),
): Float32Array {
  const { data: rgb, width } = image;
  const area = size * size;
  const out = new Float32Array(3 * area);
  for (let channel = 0; channel < 3; channel++) {
    const source = channels === "rgb" ? channel : 2 - channel;
    const table = normalisedValues(mean[channel]!, std[channel]!);
    for (let y = 0; y < size; y++) {
      const row = ((top + y) * width + left) * 3 + source;
      const to = channel * area + y * size;
      for (let x = 0; x < size; x++) out[to + x] = table[rgb[row + x * 3]!]!;
    }
  }
  return out;
}

function centreOf({ width, height }: Sides, size: number): Corner {
  return { left: Math.floor((width - size) / 2), top: Math.floor((height - size) / 2) };
}

/** What each of the 256 byte values becomes. */
function normalisedValues(mean: number, std: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, value) => (value / 255 - mean) / std);
}

/** Share of the view that each of ten crops shows: 224 of 256 in GeoCLIP's evaluation. */
const CROP_SHARE = 7 / 8;

/** How a picture has to be resized for ten crops of the encoder's size: to 8/7 of what one would take. */
export function tenCropSpec(spec: ImageSpec): ImageSpec {
  const larger = Math.round(spec.size / CROP_SHARE);
  return spec.resize === "squash"
    ? { ...spec, size: larger, resizeTo: larger }
    : { ...spec, resizeTo: Math.max(spec.resizeTo, larger) };
}

/**
 * Ten views of a photo, for test-time augmentation: the four corners and the centre of a picture that was resized as
 * `tenCropSpec` says, and the same mirrored. Each is laid out as by `cropAndNormalise`.
 */
export function cropTen(image: RgbImage, spec: ImageSpec): Float32Array[] {
  const { size } = spec;
  const [right, bottom] = [image.width - size, image.height - size];
  const corners = [
    { left: 0, top: 0 },
    { left: right, top: 0 },
    { left: 0, top: bottom },
    { left: right, top: bottom },
    centreOf(image, size),
  ];
  const upright = corners.map((corner) => cropAndNormalise(image, spec, corner));
  return [...upright, ...upright.map((view) => mirrored(view, size))];
}

function mirrored(view: Float32Array, size: number): Float32Array {
  const out = view.slice();
  for (let row = 0; row < out.length; row += size) out.subarray(row, row + size).reverse();
  return out;
}
