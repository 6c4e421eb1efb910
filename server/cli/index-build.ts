import { basename, extname } from "node:path";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { NOT_STATED } from "../../core/game/credit.ts";
import { LockedError } from "../files/lock.ts";
import { positionFault } from "../game/photo-position.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import { buildIndex } from "../retrieval/build.ts";
import type { Config } from "../settings/config.ts";
import { bundleFolder, INDEX_ENDING, indexFile } from "../settings/folders.ts";
import { photoLimits } from "../settings/photo-limits.ts";
import { openSources } from "./index-sources.ts";
import { createProgress } from "./progress.ts";
import { complain, print, type Terminal } from "./terminal.ts";
import { usage } from "./usage.ts";

export interface BuildFlags {
  readonly output: string | null;
  readonly images: string | null;
  readonly licence: string | null;
  readonly origin: string | null;
  readonly names: boolean;
}

/** `index build`: encodes photos with known places. Photos that are left out are named; answers 1 when there are any. */
export async function buildReferenceIndex(
  photos: string,
  flags: BuildFlags,
  config: Config,
  terminal: Terminal,
): Promise<ExitCode> {
  const geography = await terminal.geography();
  const output = outputOf(flags.output ?? nameOf(photos), config);
  const progress = createProgress(terminal, config.progress);
  const limits = photoLimits(config);
  const say = (message: string) => {
    progress.stop();
    complain(terminal, message);
  };
  try {
    const found = await openSources(photos, flags.images, config, geography, terminal);
    try {
      if (found.withoutPlace > 0)
        say(`${found.withoutPlace} rows state no place and are left out.`);
      const built = await buildIndex({
        sources: found.sources,
        output,
        licence: flags.licence ?? found.licence ?? NOT_STATED,
        origin: flags.origin ?? NOT_STATED,
        names: flags.names,
        bundleFolder: bundleFolder(config),
        threads: config.threads,
        provider: config.provider,
        limits,
        signal: terminal.signal,
        faultOf: (at) => positionFault(at, geography),
        onProgress: (done, total) => progress.show(done, total, "photos"),
        onLeftOut: (name, why) => say(`${name}: left out: ${why}`),
      });
      progress.stop();
      await print(terminal, `${JSON.stringify({ index: output, ...built })}\n`);
      return built.leftOut === 0 ? EXIT.ok : EXIT.someFailed;
    } finally {
      await found.close();
    }
  } catch (error) {
    if (error instanceof LockedError) {
      throw usage(
        `${output} is being built by ${error.holder}. Wait for it, or choose another --output.`,
      );
    }
    if (!(error instanceof GraticuleError && error.code === "cancelled")) throw error;
    say("Stopped. The same command goes on from here.");
    return EXIT.someFailed;
  } finally {
    progress.stop();
    await limits.decoding?.close();
  }
}

function nameOf(photos: string): string {
  const name = basename(photos.replace(/[\\/]+$/, ""));
  return basename(name, extname(name)) || "photos";
}

function outputOf(named: string, config: Config): string {
  const file = indexFile(named, config);
  if (file.endsWith(INDEX_ENDING)) return file;
  throw usage(`--output: expected a name, or a path that ends in ${INDEX_ENDING}, got ${named}.`);
}
