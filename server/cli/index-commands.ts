import type { Command } from "commander";
import type { ExitCode } from "../process/exit.ts";
import { readConfig } from "../settings/config.ts";
import { type Flags, withEnv, withFlags } from "./flags.ts";
import type { BuildFlags } from "./index-build.ts";
import type { Terminal } from "./terminal.ts";

/** The commands that look after reference indexes: `index ...`. */
export function addIndexCommands(
  program: Command,
  terminal: Terminal,
  end: (code: ExitCode) => void,
): void {
  const { env } = terminal;
  const index = program
    .command("index")
    .description("Look after reference indexes: photos with known places, as vectors");
  index
    .command("build")
    .description("Encode photos with known places; the same command goes on after it was stopped")
    .argument(
      "<photos>",
      "a folder (places from EXIF), a CSV with file, lat, lon, or a pack of `photos list`",
    )
    .option("--output <file>", "name or path of the index; by default named like the photos")
    .option("--images <folder>", "with a CSV: where its files lie; by default beside it")
    .option("--licence <text>", "licence of the index, told wherever it is used")
    .option("--origin <text>", "where the photos are from, told wherever it is used")
    .option("--names", "tell the photos' file names in the index")
    .option("--bundle <name>", withEnv("model bundle", "bundle"))
    .option("--recursive", withEnv("look into the folders inside folders", "recursive"))
    .option("--no-progress", withEnv("no progress bars", "progress"))
    .action(async (photos: string, given: BuildGiven) => {
      const { output, images, licence, origin, names, ...flags } = given;
      const config = readConfig(withFlags(env, flags));
      const { buildReferenceIndex } = await import("./index-build.ts");
      const asked = {
        ...{ output: output ?? null, images: images ?? null, licence: licence ?? null },
        ...{ origin: origin ?? null, names: names === true },
      };
      end(await buildReferenceIndex(photos, asked, config, terminal));
    });
  index
    .command("list")
    .description("List the indexes in the data folder")
    .option("--json", "as JSON")
    .action(async ({ json }: { json?: true }) => {
      const { listIndexes } = await import("./indexes.ts");
      end(await listIndexes(readConfig(env), json === true, terminal));
    });
  index
    .command("verify")
    .description(
      "Read every byte of indexes, and check whether the bundle that answers can use them",
    )
    .argument("[indexes...]", "names or paths; all of the data folder when none is named")
    .action(async (names: string[]) => {
      const { verifyIndexes } = await import("./indexes.ts");
      end(await verifyIndexes(names, readConfig(env), terminal));
    });
  index
    .command("remove")
    .description("Delete an index of the data folder")
    .argument("<index>", "its name, as `index list` has it")
    .action(async (name: string) => {
      const { removeIndex } = await import("./indexes.ts");
      end(await removeIndex(name, readConfig(env), terminal));
    });
  index
    .command("nearest")
    .description("Name the places of the photos most similar to a photo")
    .argument("<photo>", "a file")
    .option("--index <name>", withEnv("name or path of the index", "index"))
    .option("-k, --count <n>", "photos to name", "10")
    .option("--farthest", "the least similar in place of the most similar")
    .option("--bundle <name>", withEnv("model bundle", "bundle"))
    .option("--json", "as JSON")
    .action(async (photo: string, { bundle, index, ...flags }: NearestGiven) => {
      const given = {
        ...(bundle !== undefined && { bundle }),
        ...(index !== undefined && { index }),
      };
      const config = readConfig(withFlags(env, given));
      const { nearestPhotos } = await import("./index-nearest.ts");
      const asked = {
        k: flags.count,
        farthest: flags.farthest === true,
        json: flags.json === true,
      };
      end(await nearestPhotos(photo, asked, config, terminal));
    });
}

type BuildGiven = Pick<Flags, "bundle" | "recursive" | "progress"> &
  Partial<Record<Exclude<keyof BuildFlags, "names">, string>> & { readonly names?: true };

interface NearestGiven {
  readonly index?: string;
  readonly count: string;
  readonly bundle?: string;
  readonly farthest?: true;
  readonly json?: true;
}
