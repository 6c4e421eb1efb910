import type { Command } from "commander";
import type { ExitCode } from "../process/exit.ts";
import { readConfig } from "../settings/config.ts";
import type { ExportFlags } from "./games.ts";
import type { AddFlags } from "./photos.ts";
import type { PullFlags } from "./photos-commons.ts";
import type { Terminal } from "./terminal.ts";

/** The commands of the game: `photos ...` and `games ...`. */
export function addGameCommands(
  program: Command,
  terminal: Terminal,
  end: (code: ExitCode) => void,
): void {
  const config = () => readConfig(terminal.env);
  const photos = program.command("photos").description("Look after the photos that are played");
  photos
    .command("add")
    .description("Add a folder of photos with positions: GPS in their EXIF, or a CSV")
    .argument("<folder>", "folder of photos")
    .option("--pack <name>", "name of the pack; the folder's name unless given")
    .option("--csv <file>", "columns file, lat, lon, and if you like licence, attribution, url")
    .option("--licence <text>", "licence of photos for which the CSV states none")
    .option("--attribution <text>", "author of photos for which the CSV states none")
    .option("--recursive", "look into the folders inside the folder")
    .action(async (folder: string, flags: AddFlags) => {
      const { addPhotos } = await import("./photos.ts");
      end(await addPhotos(folder, flags, config(), terminal));
    });
  photos
    .command("pull")
    .description("Add photos from elsewhere")
    .command("commons")
    .description("Wikimedia Commons: free licences with a position only; asks once a second")
    .requiredOption("--count <n>", "photos to find")
    .option("--category <name>", "a category of Commons")
    .option("--bbox <w,s,e,n>", "a box in degrees")
    .option("--pack <name>", "name of the pack; commons unless given")
    .action(async (flags: PullFlags) => {
      const { pullCommons } = await import("./photos-commons.ts");
      end(await pullCommons(flags, config(), terminal));
    });
  photos
    .command("list")
    .description("List the packs with their licences")
    .action(async () => {
      const { listPhotos } = await import("./photos.ts");
      end(await listPhotos(config(), terminal));
    });
  photos
    .command("remove")
    .description("Remove a pack with the rounds that were played on it")
    .argument("<pack>")
    .action(async (pack: string) => {
      const { removePhotos } = await import("./photos.ts");
      end(await removePhotos(pack, config(), terminal));
    });

  program
    .command("games")
    .description("Look after the games")
    .command("export")
    .description("Write guesses as JSON lines, or as predictions of `eval` (docs/play.md)")
    .option("--photos", "one line a photo, with its difficulty")
    .option(
      "--predictions",
      "a CSV for `eval score`, as --predictions and as --truth: each photo that was played once, with one pin drawn from its players' first; so a row of figures is that of one player, not of a crowd",
    )
    .option(
      "--pack <name>",
      "with --predictions: only photos of this pack, by the names of their files",
    )
    .option("--all", "also of players who have not agreed; for the operator's eyes only")
    .action(async (flags: ExportFlags) => {
      const { exportGames } = await import("./games.ts");
      end(await exportGames(flags, config(), terminal));
    });
}
