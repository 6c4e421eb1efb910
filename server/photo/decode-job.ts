import type { RgbImage, Sides, Window } from "../../core/pixels/image.ts";
import type { ResizePlan } from "../../core/pixels/plan.ts";
import { resample } from "../../core/pixels/resample.ts";
import { decode, encodeCopy, type PackedSource, type Source } from "./codec.ts";

// What is made of a packed photo, as plain data: it is done here or in another process.

/** A photo whose pixels are still packed. */
export interface Packed extends PackedSource {
  /** Whether the pixels are HEVC, which needs the second decoder. */
  readonly hevc: boolean;
}

export type DecodeJob = { readonly photo: Packed } & (
  | { readonly kind: "pixels"; readonly plan: ResizePlan }
  | { readonly kind: "copy"; readonly longestSide: number }
);

/** RGB, 8 bits each, rows from the top; a copy's data are those of a JPEG file. */
export type Decoded = RgbImage;

/** What another process answers: what was decoded, or why it could not be. */
export type DecodeReply = Decoded | { readonly fault: string };

/** Sides that leave a kernel something to choose from, as multiples of the sides that are wanted. */
const PIXELS_SPARE = 4;
/** So that the pixels of a copy are still averages of several. */
const COPY_SPARE = 2;

/** Decodes. Throws the decoder's own error for data that is truncated or corrupt. */
export async function decodePacked({ photo, ...job }: DecodeJob): Promise<Decoded> {
  if (job.kind === "copy") {
    return encodeCopy(await openSource(photo, null, leastOfCopy(photo, job)), job.longestSide);
  }
  const { window, target, enlarges } = job.plan;
  const shown = window ?? photo;
  // A side that becomes longer is left as it is here: one of the two may still be a million pixels.
  const width = Math.min(target.width, shown.width);
  const height = Math.min(target.height, shown.height);
  const source = await openSource(photo, window, {
    width: width * PIXELS_SPARE,
    height: height * PIXELS_SPARE,
  });
  const isThatSize = width === shown.width && height === shown.height;
  const image = await decode(
    source,
    "data" in source ? null : window,
    isThatSize ? null : { ...target, width, height },
  );
  return enlarges ? resample(image, target) : image;
}

/** HEIC comes cut to the window and not much larger than it has to be. */
async function openSource(photo: Packed, window: Window | null, least: Sides): Promise<Source> {
  if (!photo.hevc) return photo;
  // Loaded only now: few photos need it, and it takes 15 MB.
  const { decodeHeic } = await import("./heic.ts");
  return decodeHeic(photo, window, least);
}

function leastOfCopy({ width, height }: Packed, { longestSide }: { longestSide: number }): Sides {
  const scale = Math.min(1, (COPY_SPARE * longestSide) / Math.max(width, height));
  return { width: Math.floor(width * scale), height: Math.floor(height * scale) };
}
