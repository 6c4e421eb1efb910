import { basename } from "node:path";
import { quote } from "../../core/contracts/quote.ts";
import { separatorOf, splitRecord } from "../../core/eval/reading/table.ts";
import { hasZone, toHours } from "../../core/formats/iso-time.ts";

/** When photos were taken, as a table says. */
export interface Times {
  /** Hours since 1970 by the name of a photo as the table has it; null where the table leaves it empty. */
  readonly hours: ReadonlyMap<string, number | null>;
  /** Names whose time says no zone. */
  readonly zoneless: readonly string[];
}

/**
 * The times of a CSV with the columns `file` and `time` (ISO 8601). A time without a zone counts as UTC.
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
    if (read !== null && !hasZone(time)) zoneless.push(name);
  }
  return { hours, zoneless };
}

/** What a table knows of a photo: by its path as it is named, or by its name alone. */
export function timeOf({ hours }: Times, file: string): number | null | undefined {
  return hours.has(file) ? hours.get(file) : hours.get(basename(file));
}
