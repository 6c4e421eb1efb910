import { setMaxListeners } from "node:events";
import { runCommand } from "./cli/program.ts";
import type { GeographySource } from "./geodata/geography.ts";

const interrupt = new AbortController();
// Every photo that waits listens to it: a folder of a thousand is no leak to be warned of.
setMaxListeners(0, interrupt.signal);
const args = process.argv.slice(2);
// `serve` ends by itself on Ctrl+C; the other commands stop what they do and close what they opened.
if (args[0] !== "serve") process.once("SIGINT", () => interrupt.abort());
// A reader that has seen enough (`| head`) is no fault.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

process.exitCode = await runCommand(args, {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interrupt.signal,
  geography: readLater(),
  openLocator: async (settings) => (await import("./locate/locator.ts")).openLocator(settings),
});

/** The geodata and what reads them are loaded by the first command that asks. */
function readLater(): GeographySource {
  let source: Promise<GeographySource> | null = null;
  return async () => {
    source ??= import("./geodata/geography.ts").then((geodata) => geodata.createGeographySource());
    return (await source)();
  };
}
