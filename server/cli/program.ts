import { Command, CommanderError } from "commander";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { PRINTED_FORMATS } from "../../core/contracts/formats.ts";
import { PRIOR_CHOICE } from "../../core/contracts/priors.ts";
import { CommonsError } from "../game/commons-fetch.ts";
import { HubError } from "../hub/hub-error.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import { ConfigError, readConfig } from "../settings/config.ts";
import { readVersion } from "../settings/version.ts";
import { explainFaults } from "./command-line-faults.ts";
import { addHints, type Flags, hintsOf, withEnv, withFlags } from "./flags.ts";
import { addGameCommands } from "./games-commands.ts";
import { addIndexCommands } from "./index-commands.ts";
import { addModelCommands } from "./models-commands.ts";
import { complain, type Terminal } from "./terminal.ts";

const EXIT_HELP = "Exit codes: 0 all answered, 1 some inputs failed, 2 usage, 3 not ready.";

/** Runs one command line. Answers its exit code; nothing is thrown for what a person can correct. */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exit: ExitCode = EXIT.ok;
  const program = await createProgram(args, terminal, (code) => {
    exit = code;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return exit;
  } catch (error) {
    return explain(error, terminal);
  }
}

/** Every command loads what it needs when it runs: `--version` and `--help` need none of it. */
export async function createProgram(
  args: readonly string[],
  terminal: Terminal,
  end: (code: ExitCode) => void,
): Promise<Command> {
  const { env } = terminal;
  const program = new Command("graticule")
    .description("Says where on Earth a photo was taken, and how sure that is.")
    .version(await readVersion())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .addHelpText(
      "after",
      `\n${EXIT_HELP}\nEvery flag has an environment variable; \`graticule config\` lists them.`,
    );

  const predicting = program
    .command("predict")
    .description(
      "Predict where photos were taken; data on standard output, progress on standard error",
    )
    .argument("<photos...>", "files, folders, globs, or - for standard input")
    .option("--format <name>", withEnv(PRINTED_FORMATS.join(", "), "format"))
    .option("--top-k <n>", withEnv("places of each level", "topK"))
    .option("--prior <name>", withEnv(PRIOR_CHOICE, "prior"))
    .option("--ranking <name>", withEnv("cells or gallery", "ranking"))
    .option("--crops <n>", withEnv("views per photo: 1 or 10", "crops"))
    .option("--regions <list>", withEnv("probabilities like 0.5,0.9", "regions"))
    .option("--geometry <what>", withEnv("of the regions: none, outline or cells", "geometry"))
    .option(
      "--neighbours <n>",
      withEnv("photos of the reference index that look most like each", "neighbours"),
    )
    .option("--index <name>", withEnv("reference index: a name or a path", "index"))
    .option(
      "--reason <way>",
      withEnv("ask the multimodal model of GRATICULE_REASON_URL too: g3 or cot", "reason"),
    );
  addHints(predicting)
    .option("--cells", withEnv("the cells of each answer too", "cells"))
    .option("--look", withEnv("what each photo tells by itself too, for album", "look"))
    .option("--max-cells <n>", withEnv("most cells per answer; asks for cells", "maxCells"))
    .option(
      "--separator <name>",
      withEnv("csv: comma, tab, or semicolon with decimal commas", "separator"),
    )
    .option(
      "--areas <probability>",
      withEnv("geojson: areas that hold it beside the points", "areas"),
    )
    .option(
      "--sidecar",
      withEnv("write each estimate into <photo>.xmp beside the photo", "sidecar"),
    )
    .option(
      "--write-exif",
      withEnv("write each estimate into the photo (JPEG); <photo>_original is kept", "writeExif"),
    )
    .option("--concurrency <n>", withEnv("photos at a time", "concurrency"))
    .option("--recursive", withEnv("look into the folders inside folders", "recursive"))
    .option("--no-progress", withEnv("no progress bars", "progress"))
    .option("--quiet", withEnv("nothing on standard error but faults", "quiet"))
    .option("--dry-run", withEnv("name the photos and stop", "dryRun"))
    .action(async (photos: string[], flags: Flags) => {
      const config = readConfig(withFlags(env, flags));
      const { predict } = await import("./predict.ts");
      end(await predict(photos, { ...config, ...hintsOf(flags, config) }, config, terminal));
    });

  program
    .command("album")
    .description("Predict where the photos of one trip were taken, all of them together")
    .argument(
      "<photos...>",
      "folders or files: the photos of one album, or their predictions (.jsonl with looks)",
    )
    .option("--times <csv>", "when each was taken: file,time (ISO 8601); exif: as the files say")
    .option(
      "--track <file>",
      "where you were: GPX, Google Takeout or GeoJSON; may be repeated",
      (file: string, before: readonly string[] = []) => [...before, file],
    )
    .option("--anchors <csv>", "places that are known: file,lat,lng[,km]")
    .option("--order <name>", "time, name, or none where the order says nothing")
    .option("--sequence <name>", "hmm, or learned: the model's own, if it has one")
    .option("--format <name>", "table, csv, jsonl, geojson, kml or gpx")
    .option("--top-k <n>", withEnv("places of each level", "topK"))
    .option("--prior <name>", withEnv(PRIOR_CHOICE, "prior"))
    .option("--regions <list>", withEnv("probabilities like 0.5,0.9", "regions"))
    .option("--max-cells <n>", "list so many cells of each answer")
    .option("--write <where>", "xmp or immich: show the places to be written there")
    .option("--within-km <km>", "write places that are as likely nearer than this; 25")
    .option("--immich-url <url>", "the Immich server; its key is read from IMMICH_API_KEY")
    .option("--yes", "write what --write shows")
    .option("--no-gps", "do not take positions in the files as known")
    .option("--recursive", withEnv("look into the folders inside folders", "recursive"))
    .option("--no-progress", withEnv("no progress bars", "progress"))
    .action(async (photos: string[], given: AlbumGiven) => {
      const { times = null, order = null, format = null, maxCells = null, gps, ...more } = given;
      const { track = [], anchors = null, sequence = null, ...rest } = more;
      const { write = null, withinKm = null, immichUrl = null, yes = false, ...flags } = rest;
      const config = readConfig(withFlags(env, flags));
      const { album } = await import("./album.ts");
      const known = { times, track, anchors, gps: gps !== false };
      const writing = { write, withinKm, immichUrl, yes };
      const asked = { ...config, ...known, ...writing, order, sequence, format, maxCells };
      end(await album(photos, asked, config, terminal));
    });

  const explaining = program
    .command("explain")
    .description("Say which parts of a photo move the probability of a place")
    .argument("<photo>", "a file, or - for standard input")
    .option(
      "--place <level:id>",
      "as predictions name it, like country:SE; else the place that the headline names",
    )
    .option("--grid <n>", "rows and columns that the photo is parted into, 2 to 12")
    .option("--prior <name>", withEnv(PRIOR_CHOICE, "prior"));
  addHints(explaining)
    .option("--json", "as JSON")
    .option("--png <file>", "write the photo with the map on it")
    .option("--no-progress", withEnv("no progress bars", "progress"))
    .action(async (photo: string, { place, grid, json, png, ...flags }: ExplainGiven) => {
      const config = readConfig(withFlags(env, flags));
      const { explain } = await import("./explain.ts");
      const asked = {
        place: place ?? null,
        grid: grid ?? null,
        prior: config.prior,
        ...hintsOf(flags, config),
        json: json === true,
        png: png ?? null,
        progress: config.progress,
      };
      end(await explain(photo, asked, config, terminal));
    });

  program
    .command("serve")
    .description("Run the HTTP service and the page")
    .option("--port <n>", withEnv("port", "port"))
    .option("--host <address>", withEnv("address", "host"))
    .option("--bundle <name>", withEnv("model bundle", "bundle"))
    .action(async (flags: Flags) => {
      // What is wrong with the settings is said before anything is built.
      const { bundle } = readConfig(withFlags(env, flags));
      const { preparePage } = await import("../service/page.ts");
      await preparePage((message) => complain(terminal, message));
      const { readCatalogue, thisMachine } = await import("../hub/catalogue.ts");
      const { offerBetterModel } = await import("../hub/offer.ts");
      const offer = offerBetterModel(bundle, await readCatalogue(), thisMachine());
      if (offer !== null) complain(terminal, offer);
      const { runService } = await import("../service/run.ts");
      end(await runService(withFlags(env, flags)));
    });

  program
    .command("doctor")
    .description("Check what the service needs, and say what to do")
    .action(async () => {
      const { doctor } = await import("./doctor.ts");
      end(await doctor(terminal));
    });

  addModelCommands(program, terminal, end);
  addIndexCommands(program, terminal, end);

  const evaluation = program
    .command("eval")
    .description("Measure a model, or any table of predictions, as the field does");
  if (args.includes("eval")) {
    const { addEvalCommands } = await import("./eval.ts");
    addEvalCommands(evaluation, terminal, end);
  }

  program
    .command("config")
    .description("Print the settings in effect and where each came from")
    .option("--json", "as JSON")
    .action(async ({ json }: { json?: true }) => {
      const { printConfig } = await import("./config.ts");
      end(await printConfig(readConfig(env), json === true, terminal));
    });
  addGameCommands(program, terminal, end);
  explainFaults(program);
  return program;
}

type AlbumGiven = Pick<Flags, "topK" | "prior" | "regions" | "recursive" | "progress"> & {
  readonly times?: string;
  readonly track?: readonly string[];
  readonly anchors?: string;
  readonly write?: string;
  readonly withinKm?: string;
  readonly immichUrl?: string;
  readonly yes?: boolean;
  readonly order?: string;
  readonly sequence?: string;
  readonly format?: string;
  readonly maxCells?: string;
  readonly gps?: boolean;
};

type ExplainGiven = Flags & {
  readonly place?: string;
  readonly grid?: string;
  readonly json?: true;
  readonly png?: string;
};

/** Codes of errors that lie in what was asked, not in what is installed. */
const USAGE_CODES = new Set(["parameter_invalid", "hint_invalid", "hint_excludes_everything"]);

function explain(error: unknown, terminal: Terminal): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof ConfigError) {
    complain(terminal, error.message);
    return EXIT.usage;
  }
  if (error instanceof HubError || error instanceof CommonsError) {
    complain(terminal, error.message);
    return EXIT.notReady;
  }
  if (error instanceof GraticuleError) {
    complain(terminal, error.message);
    return USAGE_CODES.has(error.code) ? EXIT.usage : EXIT.notReady;
  }
  throw error;
}
