import { posix } from "node:path";
import type { ReferenceKind } from "../../core/contracts/style-references.ts";
import { BasemapError } from "./fault.ts";

/** Files of the operator's map that the service hands out: those that the style names, and no others of the folder. */
export interface LocalFiles {
  readonly folder: string;
  /** Whether a path inside the folder, with slashes, is one of them. */
  has(path: string): boolean;
}

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  z: String.raw`\d+`,
  x: String.raw`\d+`,
  y: String.raw`\d+`,
  quadkey: "[0-3]+",
  ratio: "(@2x)?",
  fontstack: String.raw`(?!\.)[^/\\]+`,
  range: String.raw`\d+-\d+`,
};

/** @param names paths inside the folder that the style refers to, some of them templates */
export function localFiles(
  folder: string,
  names: readonly { readonly path: string; readonly kind: ReferenceKind }[],
): LocalFiles {
  const patterns = names.map(({ path, kind }) => patternOf(path, kind));
  return { folder, has: (path) => patterns.some((pattern) => pattern.test(path)) };
}

function patternOf(path: string, kind: ReferenceKind): RegExp {
  const body = path
    .split(/(\{[^}]*\})/)
    .map((part) => PLACEHOLDERS[part.slice(1, -1)] ?? escaped(part))
    .join("");
  return new RegExp(`^${body}${kind === "sprite" ? String.raw`(@2x)?\.(json|png)` : ""}$`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** A reference of a style as a path inside the style's folder. Throws BasemapError when it leads out of it. */
export function pathInside(reference: string): string {
  const path = posix.normalize(decoded(reference));
  if (path.startsWith("..") || path.startsWith("/") || path.includes("\\")) {
    throw new BasemapError(
      `The style names ${JSON.stringify(reference)}, expected a web address or a path inside the style's folder.`,
    );
  }
  return path;
}

function decoded(reference: string): string {
  try {
    return decodeURIComponent(reference);
  } catch {
    return reference;
  }
}
