import { readFile, stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { glob, isDynamicPattern } from "tinyglobby";
import { distinctFiles } from "../files/distinct.ts";

/** Files that are taken from folders; a file that is named is taken whatever it is called. */
const PHOTO_NAMES = "*.{jpg,jpeg,png,webp,heic,heif,avif,tif,tiff,gif}";

/** A photo to read, or why there is none. */
export type Input =
  | { readonly file: string; read(): Promise<Uint8Array> }
  | { readonly file: string; readonly fault: string };

/** What the arguments name: the photos in order, each once, and whether it is just one photo. */
export interface Inputs {
  readonly inputs: readonly Input[];
  /** One file or standard input: its answer needs no `file`. */
  readonly isSingle: boolean;
}

/**
 * Files, folders, globs and `-` (standard input) to photos. Folders are sorted by name; what lies
 * deeper counts only when `recursive`.
 */
export async function findInputs(
  args: readonly string[],
  recursive: boolean,
  stdin: Readable,
): Promise<Inputs> {
  const found = await Promise.all(args.map((arg) => findInput(arg, recursive, stdin)));
  const seen = new Set<string>();
  const inputs = found.flat().filter(({ file }) => !seen.has(file) && seen.add(file));
  const isSingle = args.length === 1 && inputs.length === 1 && inputs[0]!.file === args[0];
  return { inputs, isSingle };
}

async function findInput(arg: string, recursive: boolean, stdin: Readable): Promise<Input[]> {
  if (arg === "-") return [{ file: "-", read: () => buffer(stdin) }];
  const found = await stat(arg).catch(() => null);
  if (found?.isDirectory()) return findInFolder(arg, recursive);
  if (found) return [toInput(arg)];
  if (!isDynamicPattern(arg)) return [{ file: arg, fault: "there is no such file or folder" }];
  const files = await glob(arg, { expandDirectories: false, absolute: isAbsolute(arg) });
  if (files.length === 0) return [{ file: arg, fault: "no file matches this pattern" }];
  return (await distinctFiles(files.sort(), (file) => file)).map(toInput);
}

async function findInFolder(folder: string, recursive: boolean): Promise<Input[]> {
  const files = await glob(recursive ? `**/${PHOTO_NAMES}` : PHOTO_NAMES, {
    cwd: folder,
    caseSensitiveMatch: false,
  });
  if (files.length > 0) {
    const distinct = await distinctFiles(files.sort(), (file) => join(folder, file));
    return distinct.map((file) => toInput(join(folder, file)));
  }
  const hint = recursive ? "" : "; --recursive looks into the folders inside it";
  return [{ file: folder, fault: `this folder has no photos${hint}` }];
}

function toInput(file: string): Input {
  return { file, read: () => readPhotoFile(file) };
}

async function readPhotoFile(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    const { code = "" } = cause as NodeJS.ErrnoException;
    const reason = READING_FAULTS[code] ?? `the system says ${code}`;
    throw new Error(`the file cannot be read: ${reason}`, { cause });
  }
}

const READING_FAULTS: Readonly<Record<string, string>> = {
  EACCES: "its permissions do not allow it",
  EPERM: "its permissions do not allow it",
  ENOENT: "it is no longer there",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is no folder",
};
