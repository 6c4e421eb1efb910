import { setMaxListeners } from "node:events";
import { runCommand } from "./cli/program.ts";
import { createGeographySource } from "./geodata/geography.ts";
import { openLocator } from "./locate/locator.ts";

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
  geography: createGeographySource(),
  openLocator,
});
