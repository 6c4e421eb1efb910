import { latin1 } from "./metadata/blocks.ts";

/** Brands by which libvips knows a HEIF; it looks at no other than the first of a file. */
const KNOWN: readonly string[] = [
  "heic",
  "heix",
  "hevc",
  "heim",
  "heis",
  "hevm",
  "hevs",
  "mif1",
  "msf1",
];

/**
 * A HEIF or AVIF under a name by which its decoder knows it. Files that hold the same go by many brands: an animated AVIF by
 * "avis", one for several players by "mif1". A copy where the brand has to be another, else the bytes themselves.
 *
 * @param isAv1 whether its pixels are AV1, which libvips reads as such from a file of the brand "avif" alone
 */
export function withKnownBrand(bytes: Uint8Array, isAv1: boolean): Uint8Array {
  const brand = latin1(bytes, 8, 12);
  if (isAv1 ? brand === "avif" : KNOWN.includes(brand)) return bytes;
  const copy = Buffer.from(bytes);
  copy.write(isAv1 ? "avif" : "heic", 8, "latin1");
  return copy;
}
