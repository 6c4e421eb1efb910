import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
import type { Summary } from "../../../core/eval/figures/summary.ts";
import { runCommand } from "../../../server/cli/program.ts";
import { openLocator } from "../../../server/locate/locator.ts";
import type { ExitCode } from "../../../server/process/exit.ts";
import { geography } from "../../geography.ts";
import { createSink } from "../sink.ts";

const FIXTURES = fileURLToPath(new URL("../../fixtures/", import.meta.url));
export const TINY = join(FIXTURES, "bundle");
const PHOTOS = join(FIXTURES, "photos");

const made: string[] = [];

afterAll(async () => {
  await Promise.all(made.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

/** A folder that is gone after the test file. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "graticule-eval-"));
  made.push(folder);
  return folder;
}

/** Photos that can be read, one that cannot, and a table that has one photo more. */
export async function makeSet(): Promise<{ folder: string; images: string; truth: string }> {
  const folder = await makeFolder();
  const images = join(folder, "photos");
  await cp(join(PHOTOS, "landscape.jpg"), join(images, "a.jpg"));
  await cp(join(PHOTOS, "portrait.webp"), join(images, "sub", "b.webp"));
  await cp(join(PHOTOS, "small.png"), join(images, "c.png"));
  await writeFile(join(images, "d.jpg"), "this is no photo");
  const truth = join(folder, "truth.csv");
  await writeFile(
    truth,
    "file,lat,lon,country,group\na.jpg,48.8566,2.3522,FR,one\nb.webp,35.6895,139.6917,JP,one\nc.png,,,PE,two\nd.jpg,-1.29,36.82,KE,two\nmissing.jpg,64.18,-51.72,GL,three\n",
  );
  return { folder, images, truth };
}

/** A table of truth: Paris and Tokyo. */
export const TWO = "id,lat,lon\na,48.8566,2.3522\nb,35.6895,139.6917\n";

export async function summaryOf(folder: string): Promise<Summary> {
  return JSON.parse(await readFile(join(folder, "summary.json"), "utf8")) as Summary;
}

export interface Outcome {
  readonly exit: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** One cache for all tests, so that the cell index is made once. */
let cache: Promise<string> | undefined;

/** Runs a command line with the tiny bundle and the real locator. */
export async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<Outcome> {
  const [out, err] = [createSink(), createSink()];
  const folder = await (cache ??= makeFolder());
  const exit = await runCommand(args, {
    env: { GRATICULE_BUNDLE: TINY, GRATICULE_CACHE: folder, GRATICULE_DATA: folder, ...env },
    stdin: Readable.from([]),
    stdout: out.stream,
    stderr: err.stream,
    signal,
    geography,
    openLocator,
  });
  return { exit, stdout: out.text(), stderr: err.text() };
}
