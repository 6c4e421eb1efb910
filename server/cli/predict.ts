import { readFile, stat } from "node:fs/promises";
import { type Fault, GraticuleError } from "../../core/contracts/errors.ts";
import type { FormatName } from "../../core/contracts/formats.ts";
import { DEFAULT_OPTIONS, type PredictionOptions } from "../../core/contracts/options.ts";
import { type GivenText, readOptions } from "../../core/contracts/parameters.ts";
import type { Prediction } from "../../core/contracts/prediction.ts";
import type { Locator } from "../locate/locator.ts";
import { locatorSettings } from "../locate/locator-settings.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import { createSlots } from "../process/slots.ts";
import type { Config } from "../settings/config.ts";
import { findInputs, type Input } from "./inputs.ts";
import { createPredictionWriter } from "./prediction-writer.ts";
import { createProgress, type Progress } from "./progress.ts";
import { complain, print, printable, type Terminal } from "./terminal.ts";

/** Options of `predict`, with the environment's values where the command line has none. */
export interface PredictFlags {
  readonly format: FormatName;
  readonly topK: string | null;
  readonly prior: string | null;
  readonly ranking: string | null;
  readonly crops: string | null;
  readonly regions: string | null;
  readonly within: readonly string[];
  readonly exclude: readonly string[];
  readonly maxCells: string | null;
  readonly concurrency: number;
  readonly recursive: boolean;
  readonly progress: boolean;
  readonly quiet: boolean;
  readonly dryRun: boolean;
}

/** `predict`: photos to predictions on standard output, in the order of the inputs. */
export async function predict(
  args: readonly string[],
  flags: PredictFlags,
  config: Config,
  terminal: Terminal,
): Promise<ExitCode> {
  const options = await readFlags(flags);
  const { inputs, isSingle } = await findInputs(args, flags.recursive, terminal.stdin);
  if (flags.dryRun) return list(inputs, terminal);
  const isPhoto = (input: Input) => "read" in input;
  if (!inputs.some(isPhoto)) {
    for (const input of inputs)
      if ("fault" in input) complain(terminal, `${printable(input.file)}: ${input.fault}`);
    return EXIT.someFailed;
  }
  const progress = createProgress(terminal, flags.progress && !flags.quiet);
  const locator = await open(config, flags, terminal, progress);
  try {
    const writer = createPredictionWriter(flags.format, isSingle, (text) => print(terminal, text));
    const failed = await predictAll(
      inputs,
      options,
      flags,
      locator,
      terminal,
      progress,
      writer.add,
    );
    await writer.end();
    return failed === 0 ? EXIT.ok : EXIT.someFailed;
  } finally {
    progress.stop();
    await locator.close();
  }
}

async function predictAll(
  inputs: readonly Input[],
  options: PredictionOptions,
  { concurrency }: PredictFlags,
  locator: Locator,
  terminal: Terminal,
  progress: Progress,
  write: (file: string, prediction: Prediction) => Promise<void>,
): Promise<number> {
  const { run } = createSlots(concurrency, inputs.length);
  let done = 0;
  const results = inputs.map((input) =>
    run(async () => {
      if ("fault" in input) throw new Error(input.fault);
      return locator.locate(await input.read(), options, terminal.signal);
    }, terminal.signal).finally(() => {
      done += 1;
      if (inputs.length > 1) progress.show(done, inputs.length, "photos");
    }),
  );
  // Each is awaited in its turn below; until then a failure must not count as unhandled.
  for (const result of results) result.catch(() => {});
  let failed = 0;
  for (const [i, result] of results.entries()) {
    const { file } = inputs[i]!;
    try {
      await write(file, await result);
    } catch (error) {
      failed += 1;
      progress.stop();
      complain(terminal, `${printable(file)}: ${(error as Error).message}`);
    }
  }
  return failed;
}

async function list(inputs: readonly Input[], terminal: Terminal): Promise<ExitCode> {
  let failed = 0;
  for (const input of inputs) {
    if ("read" in input) await print(terminal, `${printable(input.file)}\n`);
    else {
      failed += 1;
      complain(terminal, `${printable(input.file)}: ${input.fault}`);
    }
  }
  return failed === 0 ? EXIT.ok : EXIT.someFailed;
}

async function open(
  config: Config,
  { quiet }: PredictFlags,
  terminal: Terminal,
  progress: Progress,
): Promise<Locator> {
  return terminal.openLocator({
    ...locatorSettings(config, await terminal.geography()),
    onProgress: (done, total, what) => progress.show(done, total, what),
    log(message) {
      if (!quiet) complain(terminal, message);
    },
  });
}

/** Throws `parameter_invalid` or `hint_invalid`, naming flags as the command line writes them. */
async function readFlags(flags: PredictFlags): Promise<PredictionOptions> {
  const given: GivenText[] = [];
  const add = (name: string, text: string | null) => {
    if (text !== null) given.push({ source: "option", name, text });
  };
  add("top_k", flags.topK);
  add("prior", flags.prior);
  add("ranking", flags.ranking);
  add("crops", flags.crops);
  add("regions", flags.regions);
  add("max_cells", flags.maxCells);
  for (const text of flags.within) add("within", await readHintFile(text));
  for (const text of flags.exclude) add("exclude", await readHintFile(text));
  if (given.length === 0) return DEFAULT_OPTIONS;
  try {
    return readOptions(given);
  } catch (error) {
    if (error instanceof GraticuleError) throw inFlagWords(error);
    throw error;
  }
}

/** A hint may be a GeoJSON file: then its content counts. */
async function readHintFile(text: string): Promise<string> {
  const isFile = (await stat(text).catch(() => null))?.isFile() ?? false;
  return isFile ? readFile(text, "utf8") : text;
}

/** `top_k: expected ...` as `--top-k: expected ...`. */
function inFlagWords({ code, faults }: GraticuleError): GraticuleError {
  const named: Fault[] = faults.map(({ pointer, detail }) => ({
    pointer,
    detail: detail.replace(/^[a-z_]+(?=:)/, (name) => `--${name.replaceAll("_", "-")}`),
  }));
  return new GraticuleError(code, named.map(({ detail }) => detail).join("\n"), { faults: named });
}
