import type { Readable, Writable } from "node:stream";
import { printable } from "../../core/contracts/quote.ts";
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

/** Writes a message of one line or several; whatever text of others is in it does nothing to the terminal. */
export function complain({ stderr }: Terminal, message: string): void {
  stderr.write(`${message.split("\n").map(printable).join("\n")}\n`);
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
