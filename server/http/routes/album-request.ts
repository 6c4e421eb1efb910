import type { AlbumRequest } from "../../../core/contracts/album.ts";
import { type Fault, GraticuleError } from "../../../core/contracts/errors.ts";
import { quote } from "../../../core/contracts/quote.ts";
import { hasZone, toHours } from "../../../core/formats/iso-time.ts";
import type { AlbumFile } from "../../album/question.ts";
import { isAhead, parseTimes, timeOf } from "../../album/times.ts";
import { AHEAD, namedWarning, ZONELESS } from "../../album/warnings.ts";
import type { FormPhoto } from "../form.ts";
import { misfit } from "../json-body.ts";

/** What a request has come to. */
export interface AlbumAsked {
  readonly files: readonly AlbumFile[];
  /** The time of each file as it was given; null where it was not, or does not count. */
  readonly times: readonly (string | null)[];
  readonly warnings: readonly string[];
}

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
    if (typeof hours === "number" && isAhead(hours, nowHours)) {
      ahead.push(file);
      hours = null;
    }
    times.push(typeof hours === "number" ? (time ?? null) : null);
    return { file, hours, look, ...(position !== undefined && { position }) };
  });
  if (faults.length > 0) throw misfit(faults);
  return { files, times, warnings: timeWarnings(photos, times, ahead) };
}

/**
 * The photos of a form, each looked at when its turn comes. Their bytes are let go of then. Throws `parameter_invalid` for a table
 * of times that is none.
 *
 * @param table CSV; null: the times of the photos' own files
 * @param nowHours since 1970
 */
export function askedInForm(
  photos: readonly FormPhoto[],
  table: string | null,
  nowHours: number = Date.now() / 3_600_000,
): AlbumAsked {
  const known = table === null ? null : parseTimes(table, unreadableTimes);
  const ahead: string[] = [];
  const zoneless = new Set<string>();
  const named = photos.map(({ file, bytes }, i) => ({ file: file || `photo ${i + 1}`, bytes }));
  const files = named.map(({ file, bytes }): AlbumFile => {
    let kept: Uint8Array | null = bytes;
    const read = async () => {
      const photo = kept!;
      kept = null;
      return photo;
    };
    if (!known) return { file, hours: "exif", read };
    const { hours, isZoneless, camera } = timeOf(known, file);
    if (isZoneless) zoneless.add(file);
    const own = { file, read, ...(camera === undefined ? {} : { camera }) };
    if (hours === null || !isAhead(hours, nowHours)) return { ...own, hours };
    ahead.push(file);
    return { ...own, hours: null };
  });
  if (!known) return { files, times: files.map(() => null), warnings: [] };
  const times = files.map(({ file, hours }) =>
    typeof hours !== "number"
      ? null
      : new Date(hours * 3_600_000).toISOString().slice(0, 19) + (zoneless.has(file) ? "" : "Z"),
  );
  const sent = new Set(files.map(({ file }) => known.nameOf(file)));
  const absent = [...known.hours.keys()].filter((name) => !sent.has(name));
  return {
    files,
    times,
    warnings: [
      ...namedWarning("Photos of the table of times that were not sent", absent),
      ...timeWarnings(files, times, ahead),
    ],
  };
}

function unreadableTimes(message: string): GraticuleError {
  const detail = `times: ${message}`;
  return new GraticuleError("parameter_invalid", detail, {
    faults: [{ pointer: "form/times", detail }],
  });
}

function timeWarnings(
  photos: readonly { readonly file: string }[],
  times: readonly (string | null)[],
  ahead: readonly string[],
): string[] {
  const zoneless = photos.filter((_, i) => times[i] && !hasZone(times[i]));
  const given = times.filter((time) => time !== null).length;
  return [
    ...namedWarning(AHEAD, ahead),
    ...namedWarning(ZONELESS, zoneless.length < given ? zoneless.map(({ file }) => file) : []),
  ];
}
