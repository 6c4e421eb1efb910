import { constants } from "node:fs";
import { chmod, copyFile, readdir, readFile, realpath, stat, utimes } from "node:fs/promises";
import { join, parse } from "node:path";
import type { LocatedPhoto } from "../../core/formats/photo-outcome.ts";
import { writeXmp } from "../../core/formats/xmp.ts";
import { reasonOf } from "../files/folder-fault.ts";
import { writeWhole } from "../files/whole-file.ts";
import { findXmp, putXmp } from "../photo/jpeg-xmp.ts";

/** A sidecar is text of some kilobytes; what is larger is none. */
const LARGEST_SIDECAR = 10 * 2 ** 20;

/**
 * Writes the estimate into the photo's sidecar (`sidecarOf`); what another program wrote there stays. The photo is not touched.
 *
 * @param trackKm as `writeXmp` has it
 * @throws Error that says why nothing was written
 */
export async function writeSidecar(
  photo: LocatedPhoto,
  trackKm: number | null = null,
): Promise<void> {
  const file = await sidecarOf(photo.file);
  try {
    await writeWhole(file, writeXmp(photo, await readSidecar(file), trackKm), { isSynced: true });
  } catch (cause) {
    throw refusal(`${file} was not written`, cause, "Move it away, or leave out --sidecar.");
  }
}

/**
 * Where a photo's XMP lies: `a.jpg.xmp`, as darktable and digiKam have it; `a.xmp`, as Lightroom has it, where only that is there and
 * no other file may be meant by it.
 */
export async function sidecarOf(photo: string): Promise<string> {
  const usual = `${photo}.xmp`;
  const { dir, name, base } = parse(photo);
  const names = await readdir(dir || ".").catch((): string[] => []);
  if (names.includes(`${base}.xmp`)) return usual;
  const alike = names.filter((each) => parse(each).name === name && each !== base);
  const [only] = alike;
  return alike.length === 1 && /\.xmp$/i.test(only!) ? join(dir, only!) : usual;
}

/** What a sidecar holds; null where there is none. Throws Error that says why it cannot be added to. */
export async function readSidecar(file: string): Promise<string | null> {
  const found = await stat(file).catch(() => null);
  if (!found) return null;
  if (!found.isFile() || found.size > LARGEST_SIDECAR) {
    throw new Error("what is there is not XMP in its usual form");
  }
  const bytes = await readFile(file);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new Error("what is there is not text in UTF-8", { cause });
  }
}

/**
 * Writes the estimate into the photo itself, which has to be a JPEG: its XMP segment changes, and no byte of the picture. The photo as it was
 * is kept as `<photo>_original`, where a first original stays; dates and permissions stay too.
 *
 * @throws Error that says why nothing was written
 */
export async function writeIntoPhoto(photo: LocatedPhoto): Promise<void> {
  try {
    // A link goes on pointing at its photo.
    const file = await realpath(photo.file);
    const before = await readFile(file);
    const place = findXmp(before);
    const after = putXmp(before, place, writeXmp(photo, place.xmp));
    const { mode, atime, mtime } = await stat(file);
    await copyFile(file, `${file}_original`, constants.COPYFILE_EXCL).catch((error) => {
      if (error.code !== "EEXIST") throw error;
    });
    await writeWhole(file, after, { isSynced: true });
    await chmod(file, mode);
    await utimes(file, atime, mtime);
  } catch (cause) {
    throw refusal(
      `The estimate was not written into ${photo.file}`,
      cause,
      "--sidecar writes it beside the photo.",
    );
  }
}

function refusal(what: string, cause: unknown, advice: string): Error {
  const { code, message } = cause as NodeJS.ErrnoException;
  const reason = code === undefined ? message : reasonOf(cause);
  return new Error(`${what}: ${reason}. ${advice}`, { cause });
}
