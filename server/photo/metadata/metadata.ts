import type { PhotoType } from "../../../core/contracts/photo-types.ts";
import type { Exif } from "../../../core/contracts/prediction.ts";
import { distanceKm, type Position } from "../../../core/earth/lng-lat.ts";
import { type Blocks, NO_BLOCKS } from "./blocks.ts";
import { readExif } from "./exif.ts";
import { gifBlocks } from "./gif.ts";
import { heifBlocks } from "./heif.ts";
import { jpegBlocks } from "./jpeg.ts";
import { pngBlocks } from "./png.ts";
import type { Told } from "./told.ts";
import { webpBlocks } from "./webp.ts";
import { readXmp } from "./xmp.ts";

/** What stands beside the pixels of a photo. */
export interface Metadata {
  /** What of it is shown; null when it tells neither position nor time. */
  readonly exif: Exif | null;
  /** EXIF orientation, 1 to 8: how the stored pixels are to be turned. */
  readonly orientation: number;
  /** Why a position that is stated counts as none, and where two of them contradict. */
  readonly warnings: readonly string[];
}

/** Positions further apart than this are not the same: programs round, and cameras and phones take their own fixes. */
const SAME_KM = 1;
/** Of all packets of XMP together; what comes behind is not read. */
const MOST_XMP_BYTES = 2 ** 20;

/**
 * Reads EXIF and XMP, wherever in the file they stand. EXIF counts before XMP, and of several blocks the first that states
 * a thing. Never throws: metadata is often damaged, and a photo without it is still a photo.
 */
export async function readMetadata(bytes: Uint8Array, type: PhotoType): Promise<Metadata> {
  const blocks = blocksOf(bytes, type);
  const exif = blocks.exif.flatMap((block) => readExif(block) ?? []);
  const packets = [...exif.flatMap(({ xmp }) => xmp ?? []), ...blocks.xmp];
  const xmp: Told[] = [];
  let left = MOST_XMP_BYTES;
  for (const packet of packets) {
    left -= packet.length;
    if (left >= 0) xmp.push(await readXmp(packet));
  }
  const [inExif, inXmp] = [positionIn(exif), positionIn(xmp)];
  const at = inExif.at ?? inXmp.at;
  const timed = [...exif, ...xmp].find((told) => told.takenAt !== null);
  const clock = {
    ...(timed?.utcOffset ? { utcOffset: timed.utcOffset } : {}),
    ...(timed?.camera ? { camera: timed.camera } : {}),
  };
  const takenAt = timed?.takenAt ?? null;
  const exifOrNone =
    at || timed ? { lat: at?.lat ?? null, lng: at?.lng ?? null, takenAt, ...clock } : null;
  return {
    exif: exifOrNone,
    // Decoders of HEIF turn pictures as the container says, which is what counts there (ISO/IEC 23008-12).
    orientation: isHeif(type) ? 1 : (exif.find((told) => told.orientation)?.orientation ?? 1),
    warnings: [
      ...warningOf("EXIF", inExif.fault),
      ...warningOf("XMP", inXmp.fault),
      ...contradiction(inExif.at, inXmp.at),
    ],
  };
}

function blocksOf(bytes: Uint8Array, type: PhotoType): Blocks {
  switch (type) {
    case "image/jpeg":
      return jpegBlocks(bytes);
    case "image/png":
      return pngBlocks(bytes);
    case "image/webp":
      return webpBlocks(bytes);
    case "image/gif":
      return gifBlocks(bytes);
    case "image/tiff":
      return { exif: [bytes], xmp: [] };
    case "image/heic":
    case "image/heif":
    case "image/avif":
      return heifBlocks(bytes);
    default:
      return NO_BLOCKS;
  }
}

function isHeif(type: PhotoType): boolean {
  return type === "image/heic" || type === "image/heif" || type === "image/avif";
}

/** The first position that can be used, else why the first that is stated cannot. */
function positionIn(blocks: readonly Told[]): {
  readonly at: Position | null;
  readonly fault: string | null;
} {
  const stated = blocks.flatMap(({ position }) => position ?? []);
  const at = stated.find((position) => "lat" in position) ?? null;
  const first = stated.find((position) => "fault" in position);
  return { at, fault: at || !first ? null : first.fault };
}

function warningOf(kind: string, fault: string | null): string[] {
  return fault === null ? [] : [`The position in the photo's ${kind} counts as none: ${fault}.`];
}

function contradiction(exif: Position | null, xmp: Position | null): string[] {
  if (!exif || !xmp) return [];
  const apart = distanceKm([exif.lng, exif.lat], [xmp.lng, xmp.lat]);
  if (apart <= SAME_KM) return [];
  const said = ({ lat, lng }: Position) => `${lat}, ${lng}`;
  return [
    `The photo's metadata contradict each other: EXIF says ${said(exif)}, XMP ${said(xmp)}, ${Math.round(apart)} km apart. The position in EXIF is shown.`,
  ];
}
