import type { Readable, Writable } from "node:stream";
import type { GeographySource } from "../geodata/geography.ts";
import type { openLocator } from "../locate/locator.ts";
import type { Environment } from "../settings/definition.ts";

/** The world around a command: data goes to `stdout` alone, progress and faults to `stderr`. */
export interface Terminal {
  readonly env: Environment;
  readonly stdin: Readable;
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  /** Aborts on Ctrl+C. */
  readonly signal: AbortSignal;
  readonly geography: GeographySource;
  readonly openLocator: typeof openLocator;
}

/** Writes data, and waits while the reader is slower. */
export function print({ stdout }: Terminal, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (stdout.write(text)) resolve();
    else stdout.once("drain", resolve);
  });
}

export function complain({ stderr }: Terminal, message: string): void {
  stderr.write(`${message}\n`);
}

/**
 * A file's name for a line of text: line ends, other control characters and marks that turn the direction of writing are
 * escaped, so that no name looks like several lines or like another name.
 */
export function printable(name: string): string {
  return name.replace(
    /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (mark) => (mark === "\n" ? "\\n" : `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`),
  );
}

/** Says how many photos something is the matter with, and names the first. */
export function tell(terminal: Terminal, names: readonly string[], what: string): void {
  if (names.length === 0) return;
  complain(
    terminal,
    `${names.length} ${what}, such as ${names.slice(0, 3).map(printable).join(", ")}.`,
  );
}

/** Columns as wide as their widest text, two spaces apart. */
export function toTable(rows: readonly (readonly string[])[]): string {
  const lines = rows.map((row) => row.map(printable));
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((row) => row[column]?.length ?? 0)),
  );
  return lines
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join("");
}
