import { basename } from "node:path";
import { MOST_CAMERA_CHARACTERS } from "../../core/contracts/prediction.ts";
import { quote } from "../../core/contracts/quote.ts";
import { separatorOf, splitRecord } from "../../core/eval/reading/table.ts";
import { hasZone, toHours } from "../../core/formats/iso-time.ts";

/** When photos were taken, as a table says. */
export interface Times {
  /** Hours since 1970 by the name of a photo as the table has it; null where the table leaves it empty. */
  readonly hours: ReadonlyMap<string, number | null>;
  /** Names whose time says no zone. */
  readonly zoneless: readonly string[];
  /** What camera took a photo, where the table has a column `camera` and says it. */
  readonly cameras: ReadonlyMap<string, string>;
}

/**
 * The times of a CSV with the columns `file` and `time` (ISO 8601), and `camera` if it has one. A time without a zone counts as UTC.
 *
 * @param fault words for what is wrong, as a sentence, to the error that is thrown
 */
export function parseTimes(text: string, fault: (message: string) => Error): Times {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  const { separator } = separatorOf(lines[0]!);
  const header = (splitRecord(lines[0]!, separator) ?? []).map((name) => name.toLowerCase());
  const [fileAt, timeAt] = [header.indexOf("file"), header.indexOf("time")];
  if (fileAt < 0 || timeAt < 0) {
    throw fault(
      `its first line is ${quote(lines[0]!)}; expected the columns file and time: file,time`,
    );
  }
  const hours = new Map<string, number | null>();
  const zoneless: string[] = [];
  const cameraAt = header.indexOf("camera");
  const cameras = new Map<string, string>();
  for (const [at, line] of lines.entries()) {
    if (at === 0 || line.trim() === "") continue;
    const fields = splitRecord(line, separator) ?? [];
    const [name, time] = [fields[fileAt] ?? "", fields[timeAt] ?? ""];
    if (name === "") throw fault(`line ${at + 1} names no file.`);
    if (hours.has(name)) throw fault(`line ${at + 1} names ${quote(name)} a second time.`);
    const read = time === "" ? null : toHours(time);
    if (Number.isNaN(read)) {
      throw fault(
        `line ${at + 1}: expected a time like 2026-05-04T13:37:00+02:00 or nothing, got ${quote(time)}.`,
      );
    }
    hours.set(name, read);
    const camera = (fields[cameraAt] ?? "").trim().slice(0, MOST_CAMERA_CHARACTERS);
    if (camera !== "") cameras.set(name, camera);
    if (read !== null && !hasZone(time)) zoneless.push(name);
  }
  return { hours, zoneless, cameras };
}

/** What camera a table says that took a photo; undefined where it does not say. */
export function cameraOf({ cameras }: Times, file: string): string | undefined {
  return cameras.get(file) ?? cameras.get(basename(file));
}

/** What a table knows of a photo: by its path as it is named, or by its name alone. */
export function timeOf({ hours }: Times, file: string): number | null | undefined {
  return hours.has(file) ? hours.get(file) : hours.get(basename(file));
}
