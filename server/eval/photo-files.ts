import { stat } from "node:fs/promises";
import { join } from "node:path";
import { glob } from "tinyglobby";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { compareIds, createIdMatcher } from "../../core/eval/reading/ids.ts";
import { distinctFiles } from "../files/distinct.ts";
import { fileError } from "./files.ts";

const PHOTO_NAMES = "**/*.{jpg,jpeg,png,webp,heic,heif,avif,tif,tiff,gif}";

/** A photo to predict: its id in the set and where it lies. */
export interface PhotoFile {
  readonly id: string;
  /** Path inside the folder of photos, with `/`. */
  readonly file: string;
  readonly path: string;
}

/** Errors that lie in the photo: they are told and the run goes on. All others end it. */
const PHOTO_FAULTS: ReadonlySet<string> = new Set([
  "photo_missing",
  "photo_type_unsupported",
  "photo_too_large",
  "photo_too_many_pixels",
  "photo_unreadable",
]);

/** What is the matter with a photo whose reading threw; null for what lies elsewhere. */
export function photoFaultOf(error: unknown): { code: string; message: string } | null {
  if (error instanceof GraticuleError) {
    const { code, message } = error;
    return PHOTO_FAULTS.has(code) ? { code, message } : null;
  }
  // The file itself cannot be read.
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined ? null : { code: "photo_unreadable", message };
}

export interface FoundPhotos {
  /** Sorted by id. */
  readonly photos: readonly PhotoFile[];
  /** Ids of the set without a photo. */
  readonly missing: readonly string[];
  /** Photos that the set does not know, or has already. */
  readonly extra: readonly string[];
}

/** The photos of a folder, with those of a set told apart. Without a set every photo counts, its path is its id. */
export async function findPhotos(
  folder: string,
  ids: readonly string[] | null,
): Promise<FoundPhotos> {
  const isFolder = (await stat(folder).catch(() => null))?.isDirectory() ?? false;
  if (!isFolder) throw fileError(folder, "there is no such folder of photos (--images)");
  const files = (await glob(PHOTO_NAMES, { cwd: folder, caseSensitiveMatch: false })).sort(
    compareIds,
  );
  if (files.length === 0) throw fileError(folder, "holds no photos (--images)");
  const toPhoto = (id: string, file: string): PhotoFile => ({ id, file, path: join(folder, file) });
  if (ids === null) {
    const distinct = await distinctFiles(files, (file) => join(folder, file));
    return { photos: distinct.map((file) => toPhoto(file, file)), missing: [], extra: [] };
  }
  const match = createIdMatcher(ids);
  const found = new Map<string, PhotoFile>();
  const extra: string[] = [];
  for (const file of files) {
    const id = match(file);
    if (id === null || found.has(id)) extra.push(file);
    else found.set(id, toPhoto(id, file));
  }
  if (found.size === 0) {
    throw fileError(
      folder,
      `none of its ${files.length} photos is in the set, which has ids like ${ids[0]}; the folder has ${files[0]}. Are they of another set?`,
    );
  }
  return {
    photos: [...found.values()].sort((a, b) => compareIds(a.id, b.id)),
    missing: ids.filter((id) => !found.has(id)),
    extra,
  };
}
