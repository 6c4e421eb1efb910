import type { RgbImage, Target } from "./image.ts";

// Resampling as Pillow does it (src/libImaging/Resample.c, HPND licence): separable, antialiased, edges
// cut off and weights renormalised. libvips agrees when it shrinks and is faster, but not when it enlarges.

interface Kernel {
  /** Source pixels on either side that count, when nothing is shrunk. */
  readonly support: number;
  weight(distance: number): number;
}

const KERNELS: Readonly<Record<Target["resample"], Kernel>> = {
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { support: 2, weight: bicubic },
  lanczos3: { support: 3, weight: lanczos3 },
};

/** An RGB image at another size. */
export function resample(image: RgbImage, { width, height, resample }: Target): RgbImage {
  const kernel = KERNELS[resample];
  return resizeRows(resizeColumns(image, width, kernel), height, kernel);
}

function resizeColumns(
  { data, width, height }: RgbImage,
  newWidth: number,
  kernel: Kernel,
): RgbImage {
  const out = new Uint8ClampedArray(newWidth * height * 3);
  for (const [x, { first, weights }] of tapsOf(width, newWidth, kernel).entries()) {
    for (let y = 0; y < height; y++) {
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let i = 0; i < weights.length; i++) {
          sum += weights[i]! * data[(y * width + first + i) * 3 + channel]!;
        }
        out[(y * newWidth + x) * 3 + channel] = sum;
      }
    }
  }
  return { data: new Uint8Array(out.buffer), width: newWidth, height };
}

function resizeRows(
  { data, width, height }: RgbImage,
  newHeight: number,
  kernel: Kernel,
): RgbImage {
  const row = width * 3;
  const out = new Uint8ClampedArray(row * newHeight);
  for (const [y, { first, weights }] of tapsOf(height, newHeight, kernel).entries()) {
    for (let x = 0; x < row; x++) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * data[(first + i) * row + x]!;
      out[y * row + x] = sum;
    }
  }
  return { data: new Uint8Array(out.buffer), width, height: newHeight };
}

/** Which source pixels make each new one, and by how much. */
function tapsOf(size: number, newSize: number, { support, weight }: Kernel) {
  const scale = size / newSize;
  const stretch = Math.max(1, scale);
  const reach = support * stretch;
  return Array.from({ length: newSize }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - reach + 0.5));
    const end = Math.min(size, Math.floor(centre + reach + 0.5));
    const raw = Array.from({ length: end - first }, (_, tap) =>
      weight((first + tap - centre + 0.5) / stretch),
    );
    const sum = raw.reduce((total, value) => total + value, 0);
    return { first, weights: raw.map((value) => value / sum) };
  });
}

/** Keys' cubic with a = -0.5 (Catmull-Rom). */
function bicubic(distance: number): number {
  const x = Math.abs(distance);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

function lanczos3(distance: number): number {
  return Math.abs(distance) < 3 ? sinc(distance) * sinc(distance / 3) : 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
