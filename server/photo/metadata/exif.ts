import type { StatedAngle } from "./position.ts";
import { toPosition } from "./position.ts";
import { type Directory, readTiff, TAGS } from "./tiff.ts";
import { toLocalTime, toOffset } from "./time.ts";
import type { Told } from "./told.ts";

/** What a block of EXIF tells, or a whole TIFF file, which has the same form; null when it is neither. */
export function readExif(block: Uint8Array): ExifTold | null {
  const tiff = readTiff(block);
  if (!tiff) return null;
  const { main, exif, gps } = tiff;
  const orientation = main.numbers(TAGS.orientation)?.[0];
  return {
    orientation:
      orientation !== undefined && ORIENTATIONS.includes(orientation) ? orientation : null,
    position: toPosition(
      angleOf(gps, TAGS.latitude, TAGS.latitudeRef),
      angleOf(gps, TAGS.longitude, TAGS.longitudeRef),
    ),
    takenAt: toLocalTime(exif.text(TAGS.takenAt)) ?? toLocalTime(exif.text(TAGS.digitisedAt)),
    utcOffset: toOffset(exif.text(TAGS.utcOffset)),
    camera: cameraOf(main.text(TAGS.make), main.text(TAGS.model)),
    xmp: main.bytes(TAGS.xmp),
  };
}

/** Many models begin with their make, which is then said once. */
function cameraOf(make: string | null, model: string | null): string | null {
  const [maker, name] = [make?.trim() ?? "", model?.trim() ?? ""];
  const begins = name.toLowerCase().startsWith(maker.toLowerCase());
  return (begins ? name : `${maker} ${name}`).trim() || null;
}

export interface ExifTold extends Told {
  /** 1 to 8; null where it is not said. */
  readonly orientation: number | null;
  /** A packet, which TIFF files carry in a tag. */
  readonly xmp: Uint8Array | null;
}

const ORIENTATIONS: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8];

function angleOf(gps: Directory, value: number, hemisphere: number): StatedAngle | null {
  const parts = gps.numbers(value);
  return parts && { parts: parts.slice(0, 3), hemisphere: gps.text(hemisphere) };
}
