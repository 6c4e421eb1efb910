import { readFile } from "node:fs/promises";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { printable } from "../../core/contracts/quote.ts";
import { decodeText } from "../../core/formats/encoding.ts";
import { writeWhole as writeWholeFile } from "../files/whole-file.ts";

/** A fault in a file that was given, in the words of the one who reads it. */
export function fileError(file: string, problem: string, cause?: unknown): GraticuleError {
  return new GraticuleError("parameter_invalid", `${printable(file)}: ${problem}`, { cause });
}

/** A text file that was named on the command line. */
async function readGiven(file: string, what: string): Promise<string> {
  try {
    return decodeText(await readFile(file));
  } catch (cause) {
    throw fileError(file, `cannot be read (${reasonOf(cause)}); expected ${what}`, cause);
  }
}

/** Runs a reader over a file's text, so that its faults name the file. */
export async function parseGiven<T>(
  file: string,
  what: string,
  parse: (text: string) => T | Promise<T>,
): Promise<T> {
  const text = await readGiven(file, what);
  try {
    return await parse(text);
  } catch (cause) {
    throw fileError(file, (cause as Error).message, cause);
  }
}

/** Writes a file whole or not at all; what fails is said in the words of the one who runs the command. */
export async function writeWhole(file: string, text: string): Promise<void> {
  try {
    await writeWholeFile(file, text);
  } catch (cause) {
    throw writeError(file, cause);
  }
}

/** What a failed write means for the person at the keyboard. */
export function writeError(file: string, cause: unknown, kept = ""): GraticuleError {
  const isFull = (cause as NodeJS.ErrnoException).code === "ENOSPC";
  const problem = isFull
    ? `the disk is full.${kept} Free some space and run the command again`
    : `cannot be written (${reasonOf(cause)}).${kept} Choose another place with --output`;
  return new GraticuleError("internal", `${printable(file)}: ${problem}.`, { cause });
}

function reasonOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  const words: Readonly<Record<string, string>> = {
    ENOENT: "there is no such file",
    EACCES: "not allowed",
    EISDIR: "it is a folder",
    ENOTDIR: "part of its path is a file",
  };
  return words[code ?? ""] ?? message;
}
