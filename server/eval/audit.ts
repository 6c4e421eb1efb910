import { readFile } from "node:fs/promises";
import type { ImageSpec } from "../../core/contracts/bundle.ts";
import type { LandMask } from "../../core/earth/land-mask.ts";
import { type AuditedPhoto, audit, type Finding } from "../../core/eval/audit/audit.ts";
import { LOOK_SIDE, lookOf } from "../../core/eval/audit/fingerprint.ts";
import type { Truth } from "../../core/eval/reading/truth.ts";
import { type PhotoLimits, readPhoto } from "../photo/photo.ts";
import { toPixels } from "../photo/pixels.ts";
import { createSlots } from "../process/slots.ts";
import { type FoundPhotos, type PhotoFile, photoFaultOf } from "./photo-files.ts";

export interface AuditRequest {
  readonly found: FoundPhotos;
  /** The set's rows; null for a folder without truth. */
  readonly truth: readonly Pick<Truth, "id" | "at">[] | null;
  readonly mask: LandMask;
  readonly limits: PhotoLimits;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  onProgress?(done: number, total: number): void;
}

/** A whole photo, squashed: copies that were cut differ, those of another size do not. */
const LOOK: ImageSpec = {
  file: "",
  input: "",
  output: "",
  size: LOOK_SIDE,
  resize: "squash",
  resizeTo: LOOK_SIDE,
  crop: "centre",
  resample: "bilinear",
  mean: [0, 0, 0],
  std: [1, 1, 1],
  channels: "rgb",
};

/** Looks at every photo of a folder, small, and says what is the matter with it. */
export async function auditPhotos(request: AuditRequest): Promise<Finding[]> {
  const { found, truth, mask, concurrency, signal } = request;
  const places = new Map((truth ?? []).map(({ id, at }) => [id, at]));
  const { run } = createSlots(concurrency, found.photos.length);
  let done = 0;
  const seen = await Promise.all(
    found.photos.map((photo) =>
      run(async () => {
        const looked = await lookAt(photo, places.get(photo.id) ?? null, request);
        request.onProgress?.(++done, found.photos.length);
        return looked;
      }, signal),
    ),
  );
  const missing = found.missing.map(
    (id): AuditedPhoto => ({
      id,
      at: places.get(id) ?? null,
      sha256: null,
      look: null,
      fault: null,
    }),
  );
  return audit([...seen, ...missing], mask);
}

async function lookAt(
  { id, path }: PhotoFile,
  at: AuditedPhoto["at"],
  { limits, signal }: AuditRequest,
): Promise<AuditedPhoto> {
  try {
    const photo = await readPhoto(await readFile(path), limits);
    const look = lookOf(await toPixels(photo, LOOK, signal));
    return { id, at, sha256: photo.sha256, look, fault: null };
  } catch (error) {
    const fault = photoFaultOf(error);
    if (!fault) throw error;
    return { id, at, sha256: null, look: null, fault: fault.message };
  }
}
