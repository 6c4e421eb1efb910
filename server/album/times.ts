import { MOST_CAMERA_CHARACTERS } from "../../core/contracts/prediction.ts";
import { quote } from "../../core/contracts/quote.ts";
import { hasZone, toHours } from "../../core/formats/iso-time.ts";
import { type NameIn, namesIn } from "./photo-names.ts";
import { readPhotoTable } from "./photo-table.ts";

/** When photos were taken, as a table says. */
export interface Times {
  /** Hours since 1970 by the name of a photo as the table has it; null where the table leaves it empty. */
  readonly hours: ReadonlyMap<string, number | null>;
  /** Names whose time says no zone. */
  readonly zoneless: ReadonlySet<string>;
  /** What camera took a photo, where the table has a column `camera` and says it. */
  readonly cameras: ReadonlyMap<string, string>;
  readonly nameOf: NameIn;
}

/** What a table says of one photo. */
export interface TimeOfPhoto {
  /** Hours since 1970; null where the table leaves it empty, or does not have the photo. */
  readonly hours: number | null;
  readonly isZoneless: boolean;
  readonly camera?: string;
}

/** What times go by in tables, as `plainName` writes it: those of exiftool and of photo managers too. */
const COLUMNS = {
  time: ["time", "takenat", "datetimeoriginal", "datetaken", "datetime", "timestamp", "createdate"],
  camera: ["camera", "model"],
};
const WANTED = { columns: ["time"], words: "the columns file and time: file,time" };
/** A date as EXIF writes it. */
const EXIF_DATE = /^(\d{4}):(\d\d):(\d\d)(?= |$)/;

/**
 * The times of a CSV with the columns `file` and `time` (ISO 8601, or with colons in the date as EXIF has it), and `camera` if it has
 * one. A time without a zone counts as UTC.
 *
 * @param fault words for what is wrong, as a sentence, to the error that is thrown
 */
export function parseTimes(text: string, fault: (message: string) => Error): Times {
  const hours = new Map<string, number | null>();
  const zoneless = new Set<string>();
  const cameras = new Map<string, string>();
  for (const row of readPhotoTable(text, COLUMNS, WANTED, fault).rows) {
    const { file, line } = row;
    const time = row.text("time").replace(EXIF_DATE, "$1-$2-$3");
    const read = time === "" ? null : toHours(time);
    if (Number.isNaN(read)) {
      throw fault(
        `line ${line}: expected a time like 2026-05-04T13:37:00+02:00 or nothing, got ${quote(row.text("time"))}.`,
      );
    }
    hours.set(file, read);
    const camera = row.text("camera").slice(0, MOST_CAMERA_CHARACTERS);
    if (camera !== "") cameras.set(file, camera);
    if (read !== null && !hasZone(time)) zoneless.add(file);
  }
  return { hours, zoneless, cameras, nameOf: namesIn(hours.keys()) };
}

/** Hours that a clock may run ahead before its time is taken for a mistake. */
const AHEAD_HOURS = 24;

/** Whether a time lies so far ahead that it is a mistake. Both in hours since 1970. */
export function isAhead(hours: number, nowHours: number = Date.now() / 3_600_000): boolean {
  return hours > nowHours + AHEAD_HOURS;
}

/** What a table says of a photo, by its path or by the end of it. */
export function timeOf({ hours, zoneless, cameras, nameOf }: Times, path: string): TimeOfPhoto {
  const name = nameOf(path);
  if (name === undefined) return { hours: null, isZoneless: false };
  const camera = cameras.get(name);
  return {
    hours: hours.get(name) ?? null,
    isZoneless: zoneless.has(name),
    ...(camera === undefined ? {} : { camera }),
  };
}
