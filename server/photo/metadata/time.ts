/**
 * A camera's local time, `2021:05:04 13:37:00` or as XMP has it, as `2021-05-04T13:37:00`. Null for the blanks and zeros
 * that cameras leave, for dates that do not exist, and for UTC, of which nobody knows the local time.
 */
export function toLocalTime(text: string | null): string | null {
  const match = TIME.exec(text?.trim() ?? "");
  if (!match) return null;
  const [, year, month, day, hour, minute, second = "00"] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const time = new Date(`${iso}Z`);
  // Dates that do not exist (31 February) move when they are parsed: refuse those too.
  return Number.isNaN(time.getTime()) || !time.toISOString().startsWith(iso) ? null : iso;
}

const TIME =
  /^(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:[+-]\d\d:?\d\d)?$/;

/** An offset from UTC as EXIF has it, `+02:00`; null for blanks and for what no place on Earth has. */
export function toOffset(text: string | null): string | null {
  const offset = text?.trim() ?? "";
  return /^[+-](0\d|1[0-4]):[0-5]\d$/.test(offset) ? offset : null;
}
