import { PERTURBATIONS, type Perturbation } from "../../core/pixels/perturbations.ts";
import { encodeChanged } from "./codec.ts";
import { copyPhoto } from "./copy.ts";
import { type PhotoLimits, readPhoto } from "./photo.ts";
import { unreadable } from "./photo-type.ts";

/**
 * A photo with one thing changed, upright and without metadata: PNG, or the JPEG that is the change. Throws what `readPhoto`
 * and `copyPhoto` throw.
 */
export async function perturb(
  bytes: Uint8Array,
  name: Perturbation,
  limits: PhotoLimits,
): Promise<Uint8Array> {
  const photo = await readPhoto(bytes, limits);
  // HEVC is decoded elsewhere, and comes from there as a copy.
  const readable = photo.hevc ? (await copyPhoto(photo)).bytes : photo.packed.bytes;
  try {
    return await encodeChanged(readable, PERTURBATIONS[name].change);
  } catch (cause) {
    throw unreadable(bytes, photo.type, cause);
  }
}
