import type { AlbumRequest } from "../../../core/contracts/album.ts";
import type { Fault } from "../../../core/contracts/errors.ts";
import { quote } from "../../../core/contracts/quote.ts";
import { hasZone, toHours } from "../../../core/formats/iso-time.ts";
import type { AlbumFile } from "../../album/album.ts";
import { namedWarning } from "../../album/warnings.ts";
import { misfit } from "../json-body.ts";

/** What a request has come to. */
export interface AlbumAsked {
  readonly files: readonly AlbumFile[];
  /** The time of each file as it was given; null where it was not, or does not count. */
  readonly times: readonly (string | null)[];
  readonly warnings: readonly string[];
}

/** Hours that a clock may run ahead before its time is taken for a mistake. */
const AHEAD_HOURS = 24;

/**
 * The photos of a request. Throws `parameter_invalid` with every time that means nothing.
 *
 * @param nowHours since 1970
 */
export function askedOf(
  { photos }: Pick<AlbumRequest, "photos">,
  nowHours: number = Date.now() / 3_600_000,
): AlbumAsked {
  const faults: Fault[] = [];
  const ahead: string[] = [];
  const times: (string | null)[] = [];
  const files = photos.map(({ file, look, time, position }, i): AlbumFile => {
    let hours: AlbumFile["hours"] =
      time === undefined ? "exif" : time === null ? null : toHours(time);
    if (Number.isNaN(hours)) {
      faults.push({
        pointer: `body/photos/${i}/time`,
        detail: `${quote(file)}: expected a time like 2026-05-04T13:37:00+02:00 or null, got ${quote(time ?? "")}`,
      });
    }
    if (typeof hours === "number" && hours > nowHours + AHEAD_HOURS) {
      ahead.push(file);
      hours = null;
    }
    times.push(typeof hours === "number" ? (time ?? null) : null);
    return { file, hours, look, ...(position !== undefined && { position }) };
  });
  if (faults.length > 0) throw misfit(faults);
  const zoneless = photos.filter((_, i) => times[i] !== null && !hasZone(times[i]!));
  const given = times.filter((time) => time !== null).length;
  return {
    files,
    times,
    warnings: [
      ...namedWarning("Photos with times in the future, which are left out", ahead),
      ...namedWarning(
        "Times that say no zone while others do, taken for UTC",
        zoneless.length < given ? zoneless.map(({ file }) => file) : [],
      ),
    ],
  };
}
