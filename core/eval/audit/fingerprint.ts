// What a photo looks like in few numbers, so that copies of it are found whatever they were saved as.

/** Side of the picture that is looked at, pixels. */
export const LOOK_SIDE = 32;

/** A small grey picture, what is told of its colours, and 64 bits that copies share. */
export interface PhotoLook {
  /** Luminance from 0 to 255, rows from the top: `LOOK_SIDE` squared. */
  readonly grey: Uint8Array;
  readonly bits: readonly [number, number];
  /** Share of pixels within a few steps of the commonest luminance, 0 to 1. */
  readonly flat: number;
  /** Mean difference of the strongest and the weakest channel, 0 to 1. */
  readonly colour: number;
}

/** Luminances that count as one, of 256. */
const SAME_TONE = 12;

/** @param planes float32 [3, side, side], red, green, blue, 0 to 1 */
export function lookOf(planes: Float32Array): PhotoLook {
  const n = LOOK_SIDE * LOOK_SIDE;
  const grey = new Uint8Array(n);
  let colour = 0;
  for (let i = 0; i < n; i++) {
    const [r, g, b] = [planes[i]!, planes[n + i]!, planes[2 * n + i]!];
    // Rec. 601, as JPEG has it.
    grey[i] = Math.round(255 * Math.min(1, Math.max(0, 0.299 * r + 0.587 * g + 0.114 * b)));
    colour += (Math.max(r, g, b) - Math.min(r, g, b)) / n;
  }
  return { grey, bits: bitsOf(grey), flat: flatnessOf(grey), colour };
}

function flatnessOf(grey: Uint8Array): number {
  const tones = new Uint32Array(256);
  for (const tone of grey) tones[tone]! += 1;
  const commonest = tones.indexOf(Math.max(...tones));
  const near = grey.filter((tone) => Math.abs(tone - commonest) <= SAME_TONE).length;
  return near / grey.length;
}

/** Rows and columns of the lowest frequencies. */
const LOW = 8;
const COSINES = Array.from({ length: LOW }, (_, k) =>
  Float64Array.from({ length: LOOK_SIDE }, (_, x) =>
    Math.cos((Math.PI * (x + 0.5) * (k + 1)) / LOOK_SIDE),
  ),
);

/** Which of the 64 lowest frequencies are stronger than their median (pHash, Zauner 2010): 32 bits each. */
function bitsOf(grey: Uint8Array): [number, number] {
  const rows = COSINES.map((wave) =>
    Float64Array.from({ length: LOOK_SIDE }, (_, y) => {
      let sum = 0;
      for (let x = 0; x < LOOK_SIDE; x++) sum += wave[x]! * grey[y * LOOK_SIDE + x]!;
      return sum;
    }),
  );
  const strengths: number[] = [];
  for (const across of rows) {
    for (const wave of COSINES) {
      let sum = 0;
      for (let y = 0; y < LOOK_SIDE; y++) sum += wave[y]! * across[y]!;
      strengths.push(sum);
    }
  }
  const median = [...strengths].sort((a, b) => a - b)[strengths.length / 2]!;
  const bits: [number, number] = [0, 0];
  strengths.forEach((strength, i) => {
    if (strength >= median) bits[i >> 5] = (bits[i >> 5]! | (1 << (i & 31))) >>> 0;
  });
  return bits;
}

/** Bits that two looks have apart, 0 to 64. */
export function bitsApart(a: PhotoLook["bits"], b: PhotoLook["bits"]): number {
  return ones(a[0] ^ b[0]) + ones(a[1] ^ b[1]);
}

function ones(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return (((v + (v >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** Mean difference of luminance, 0 to 255. */
export function tonesApart(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / a.length;
}
