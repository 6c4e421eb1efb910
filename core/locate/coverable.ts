import type { ImageSpec } from "../contracts/bundle.ts";
import { coverParts } from "../pixels/cover.ts";
import type { Sides } from "../pixels/image.ts";
import { type Part, seenPart, withinSeen } from "../pixels/part.ts";
import type { Query } from "./seer.ts";

/** A photo that can be shown with parts of it covered. */
export interface Coverable {
  /** What the bundle's own image encoder sees of the photo. */
  readonly seen: Part;
  /** The photo with these parts covered, for every encoder that looks at it; the same parts of the photo for each. */
  cover(parts: readonly Part[]): Query;
}

/**
 * A photo that is decoded once for each encoder that looks at it, however often it is covered.
 *
 * @param image of the bundle that answers
 * @param view the photo as an encoder wants it, float32 [3, size, size]
 */
export async function createCoverable(
  photo: Sides,
  image: ImageSpec,
  view: (image: ImageSpec) => Promise<Float32Array>,
): Promise<Coverable> {
  const views = new Map<ImageSpec, Promise<Float32Array>>();

  async function covered(spec: ImageSpec, parts: readonly Part[]): Promise<Float32Array> {
    const known = views.get(spec) ?? view(spec);
    views.set(spec, known);
    return coverView(await known, spec, parts);
  }

  function coverView(own: Float32Array, spec: ImageSpec, parts: readonly Part[]): Float32Array {
    const seen = seenPart(photo, spec);
    return coverParts(
      own,
      spec.size,
      parts.map((part) => withinSeen(part, seen)),
    );
  }

  const own = await view(image);
  return {
    seen: seenPart(photo, image),
    cover: (parts) => ({
      views: [coverView(own, image, parts)],
      view: (spec) => covered(spec, parts),
    }),
  };
}
