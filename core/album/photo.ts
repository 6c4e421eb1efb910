import type { Placing } from "./placing.ts";

/** A photo of an album. */
export interface AlbumPhoto {
  /**
   * What is believed of it by itself, over the land cells; sums to 1. The album takes the array over and writes into it: 500 photos
   * have no room for two.
   */
  readonly belief: Float32Array;
  /** When it was taken by its camera's clock, hours; null where that is not known. */
  readonly hours: number | null;
  /** Whether its file says where it was taken: the belief is then `anchorBelief`. */
  readonly isAnchor: boolean;
  /** Its camera, whose clock may be off those of others by hours; left out or null where that is not known. */
  readonly camera?: string | null;
  /**
   * What a track knows of its place, by so many hours that its camera's clock is off. It counts unless the picture speaks against it: a
   * screenshot, or a photo of somebody else, was not taken where its owner was.
   */
  placing?(offsetHours: number): Placing | null;
}

/**
 * What is known of the order: `time` by the hours, photos without them anywhere among the others; `given` as they stand, usual gaps
 * between them; `none` a set.
 */
export type AlbumOrder = "time" | "given" | "none";
