import { Command, CommanderError } from "commander";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { PRINTED_FORMATS } from "../../core/contracts/formats.ts";
import { DEFAULT_OPTIONS } from "../../core/contracts/options.ts";
import { PRIOR_CHOICE } from "../../core/contracts/priors.ts";
import { CommonsError } from "../game/commons.ts";
import { HubError } from "../hub/hub-error.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import { ConfigError, readConfig, type SettingName, showSetting } from "../settings/config.ts";
import { SETTINGS } from "../settings/table.ts";
import { readVersion } from "../settings/version.ts";
import { explainFaults } from "./command-line-faults.ts";
import { addGameCommands } from "./games-commands.ts";
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

  program
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
    .option(
      "--within <area>",
      withEnv(
        'only there: "Sweden,NO", Europe, "within 20 km of the sea", "above 1500 m", GeoJSON or its file; any of one, all when repeated',
        "within",
      ),
      collect,
    )
    .option("--exclude <area>", withEnv("not there: written like --within", "exclude"), collect)
    .option("--cells", withEnv("the cells of each answer too", "cells"))
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
      const lists = {
        within: flags.within ?? (config.within === null ? [] : [config.within]),
        exclude: flags.exclude ?? (config.exclude === null ? [] : [config.exclude]),
      };
      const { predict } = await import("./predict.ts");
      end(await predict(photos, { ...config, ...lists }, config, terminal));
    });

  program
    .command("explain")
    .description("Say which parts of a photo move the probability of a place")
    .argument("<photo>", "a file, or - for standard input")
    .option("--place <level:id>", "as predictions name it, like country:SE; else the first country")
    .option("--grid <n>", "rows and columns that the photo is parted into, 2 to 12")
    .option("--prior <name>", withEnv(PRIOR_CHOICE, "prior"))
    .option(
      "--within <area>",
      withEnv(
        'only there: "Sweden,NO", Europe, "within 20 km of the sea", "above 1500 m", GeoJSON or its file; any of one, all when repeated',
        "within",
      ),
      collect,
    )
    .option("--exclude <area>", withEnv("written like --within", "exclude"), collect)
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
        within: flags.within ?? (config.within === null ? [] : [config.within]),
        exclude: flags.exclude ?? (config.exclude === null ? [] : [config.exclude]),
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

  const models = program.command("models").description("Look after model bundles");
  models
    .command("list")
    .description("List the bundles; * marks the one that answers")
    .option("--json", "as JSON")
    .action(async ({ json }: { json?: true }) => {
      const { listModels } = await import("./models.ts");
      end(await listModels(readConfig(env), json === true, terminal));
    });
  models
    .command("pull")
    .description("Download a model of the catalogue, install it and let it answer")
    .argument("<name>", "name in the catalogue: geoclip")
    .option("--variant <name>", withEnv("fp32, fp16, int8, uint8 or q4", "variant"))
    .option("--hub <url>", withEnv("the hub or a mirror of it", "hub"))
    .option("--as <name>", "name that the bundle gets here, to keep several variants")
    .option("--no-progress", withEnv("no progress bars", "progress"))
    .action(async (model: string, { as, ...flags }: Flags & { as?: string }) => {
      const config = readConfig(withFlags(env, flags));
      const request = { model, variant: config.variant, as: as ?? null };
      const { pull } = await import("./models-install.ts");
      end(await pull(request, config, terminal));
    });
  models
    .command("add")
    .description("Install a bundle from a folder; docs/bundles.md says what it holds")
    .argument("<folder>", "folder with a bundle.json")
    .option("--as <name>", "name that the bundle gets here")
    .option("--no-progress", withEnv("no progress bars", "progress"))
    .action(async (folder: string, { as, ...flags }: Flags & { as?: string }) => {
      const { add } = await import("./models-install.ts");
      end(await add(folder, as ?? null, readConfig(withFlags(env, flags)), terminal));
    });
  models
    .command("use")
    .description("Choose the bundle that answers")
    .argument("<name>", "an installed bundle, or one that comes with the program")
    .action(async (name: string) => {
      const { use } = await import("./models-install.ts");
      end(await use(name, readConfig(env), terminal));
    });
  models
    .command("remove")
    .description("Delete an installed bundle and its indexes")
    .argument("<name>", "an installed bundle")
    .action(async (name: string) => {
      const { remove } = await import("./models-install.ts");
      end(await remove(name, readConfig(env), terminal));
    });
  models
    .command("verify")
    .description("Check sizes and checksums")
    .argument("[names...]", "bundles; all when none is named")
    .action(async (names: string[]) => {
      const { verifyModels } = await import("./models.ts");
      end(await verifyModels(names, readConfig(env), terminal));
    });

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

type Flags = Readonly<Partial<Record<SettingName, string | boolean>>> & {
  readonly within?: readonly string[];
  readonly exclude?: readonly string[];
};

type ExplainGiven = Flags & {
  readonly place?: string;
  readonly grid?: string;
  readonly json?: true;
  readonly png?: string;
};

/** The flags laid over the environment, so that both are read by the same rules and messages. */
function withFlags(env: Terminal["env"], flags: Flags): Terminal["env"] {
  const given = Object.entries(flags).filter(([name, value]) => {
    // Commander sets `progress` to true when `--no-progress` is absent.
    const isAbsentNegation = name === "progress" && value === true;
    return !Array.isArray(value) && !isAbsentNegation;
  });
  const overrides = given.map(([name, value]) => [
    SETTINGS[name as SettingName].env,
    String(value),
  ]);
  return { ...env, ...Object.fromEntries(overrides) };
}

/** What a flag is for, with its variable, and what counts when neither is given. */
function withEnv(help: string, setting: SettingName): string {
  const { env, fallback } = SETTINGS[setting];
  // Folders and what was chosen differ from machine to machine; `graticule config` tells them.
  const otherwise = DEFAULT_WORDS[setting] ?? showSetting(fallback({}));
  const isUnset = otherwise === "" || setting === "bundle";
  return `${help} [${env}${isUnset ? "" : `, default ${otherwise}`}]`;
}

/** Defaults that are not the setting's own. */
const DEFAULT_WORDS: Readonly<Partial<Record<SettingName, string>>> = {
  format: "table on a terminal, else json",
  topK: String(DEFAULT_OPTIONS.topK),
  prior: DEFAULT_OPTIONS.prior,
  ranking: DEFAULT_OPTIONS.ranking,
  crops: String(DEFAULT_OPTIONS.crops),
  regions: DEFAULT_OPTIONS.regions.join(","),
  maxCells: `${DEFAULT_OPTIONS.maxCells} with --cells`,
  variant: "what the machine holds",
  // Their flags say no.
  progress: "",
};

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

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
