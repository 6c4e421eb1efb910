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

/** Photos that are named where the same is the matter with more. */
const NAMED = 3;

/** Names the photos that something is the matter with; of many how many there are, and the first. */
export function tell(terminal: Terminal, names: readonly string[], what: string): void {
  if (names.length === 0) return;
  const count = names.length > NAMED ? `${names.length}, such as ` : "";
  complain(terminal, `${what}: ${count}${names.slice(0, NAMED).map(printable).join(", ")}.`);
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
