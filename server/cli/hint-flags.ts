import { readFile, stat } from "node:fs/promises";
import { type Fault, GraticuleError } from "../../core/contracts/errors.ts";
import { NO_NAMES, type PlaceFinder } from "../../core/contracts/hint-text.ts";
import type { GivenText } from "../../core/contracts/parameters.ts";
import { createPlaceFinder } from "../../core/earth/place-finder.ts";
import type { Terminal } from "./terminal.ts";

/** What knows the places that hints name; `NO_NAMES` where there are no hints. */
export async function finderFor(
  given: readonly GivenText[],
  { geography }: Terminal,
): Promise<PlaceFinder> {
  const hasHints = given.some(({ name }) => name === "within" || name === "exclude");
  return hasHints ? createPlaceFinder((await geography()).names) : NO_NAMES;
}

/** A hint may be a GeoJSON file: then its content counts. */
export async function readHintFile(text: string): Promise<string> {
  const isFile = (await stat(text).catch(() => null))?.isFile() ?? false;
  return isFile ? readFile(text, "utf8") : text;
}

/** What is read; its faults name flags as the command line writes them. */
export async function withFlagWords<T>(read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof GraticuleError) throw inFlagWords(error);
    throw error;
  }
}

/** `top_k: expected ...` as `--top-k: expected ...`. */
function inFlagWords({ code, faults, message: said }: GraticuleError): GraticuleError {
  const named: Fault[] = faults.map(({ pointer, detail }) => ({
    pointer,
    detail: detail.replace(/^[a-z_]+(?=:)/, (name) => `--${name.replaceAll("_", "-")}`),
  }));
  const message = named.length > 0 ? named.map(({ detail }) => detail).join("\n") : said;
  return new GraticuleError(code, message, { faults: named });
}
