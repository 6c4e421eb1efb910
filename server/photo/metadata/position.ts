import exifr from "exifr";
import type { Exif } from "../../core/contracts/prediction.ts";
import { roundDegrees } from "../../core/earth/lng-lat.ts";

// The only file that speaks to exifr.

const TAGS = [
  "GPSLatitude",
  "GPSLatitudeRef",
  "GPSLongitude",
  "GPSLongitudeRef",
  "DateTimeOriginal",
  "CreateDate",
];

const PREFIX = "Exif\0\0";

/**
 * Position and time that the camera wrote, or null when it wrote neither.
 * A position that is not finite, out of range or exactly (0, 0), which cameras write without a fix, is null.
 *
 * @param block EXIF block of any file format, or a whole TIFF file, which has the same form.
 */
export async function readExif(block: Uint8Array): Promise<Exif | null> {
  const tags = await parse(block);
  if (!tags) return null;
  const lat = toDegrees(tags.GPSLatitude, tags.GPSLatitudeRef, "N", "S", 90);
  const lng = toDegrees(tags.GPSLongitude, tags.GPSLongitudeRef, "E", "W", 180);
  const takenAt = toIsoTime(tags.DateTimeOriginal) ?? toIsoTime(tags.CreateDate);
  const hasFix = lat !== null && lng !== null && !(lat === 0 && lng === 0);
  if (!hasFix) return takenAt === null ? null : { lat: null, lng: null, takenAt };
  return { lat, lng, takenAt };
}

async function parse(block: Uint8Array): Promise<Record<string, unknown> | null> {
  const start = Buffer.from(block.subarray(0, PREFIX.length)).toString("latin1");
  const tiff = start === PREFIX ? block.subarray(PREFIX.length) : block;
  try {
    const found = await exifr.parse(tiff, { pick: TAGS, reviveValues: false, gps: true });
    return found ?? null;
  } catch {
    // Damaged EXIF is common and harms nothing: the photo is still a photo.
    return null;
  }
}

const WORDS: Readonly<Record<string, string>> = { NORTH: "N", SOUTH: "S", EAST: "E", WEST: "W" };

/** Degrees from `[degrees, minutes, seconds]` and the hemisphere's letter; null unless all of it makes sense. */
function toDegrees(
  value: unknown,
  hemisphere: unknown,
  positive: string,
  negative: string,
  limit: number,
): number | null {
  if (!Array.isArray(value) || typeof hemisphere !== "string") return null;
  // Some programs write the word instead of its letter.
  const word = hemisphere.trim().toUpperCase();
  const letter = WORDS[word] ?? word;
  if (letter !== positive && letter !== negative) return null;
  const [degrees, minutes = 0, seconds = 0] = value.map(Number);
  const sum = (degrees ?? Number.NaN) + minutes / 60 + seconds / 3600;
  if (!Number.isFinite(sum) || sum < 0 || sum > limit) return null;
  return roundDegrees(letter === negative ? -sum : sum);
}

/** `2021:05:04 13:37:00` to `2021-05-04T13:37:00`; null for the blanks and zeros that cameras leave. */
function toIsoTime(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const match = /^(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)/.exec(value);
  if (!match) return null;
  const [, year, month, day, hour, minute, second] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const time = new Date(`${iso}Z`);
  // Dates that do not exist (31 February) move when they are parsed: refuse those too.
  return Number.isNaN(time.getTime()) || !time.toISOString().startsWith(iso) ? null : iso;
}
