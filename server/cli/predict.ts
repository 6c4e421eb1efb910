import { geometryIn, type PrintedFormat } from "../../core/contracts/formats.ts";
import { NO_NAMES } from "../../core/contracts/hint-text.ts";
import { DEFAULT_OPTIONS, type PredictionOptions } from "../../core/contracts/options.ts";
import { type GivenText, readOptions } from "../../core/contracts/parameters.ts";
import { printable } from "../../core/contracts/quote.ts";
import type { Separator } from "../../core/contracts/separators.ts";
import type { LocatedPhoto, PhotoOutcome } from "../../core/formats/photo-outcome.ts";
import { hintEvidence } from "../../core/locate/hints.ts";
import type { Locator } from "../locate/locator.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import type { Config } from "../settings/config.ts";
import { writeIntoPhoto, writeSidecar } from "./estimate-files.ts";
import { finderFor, readHintFile, withFlagWords } from "./hint-flags.ts";
import { inOrder } from "./in-order.ts";
import { findInputs, type Input } from "./inputs.ts";
import { openCliLocator } from "./open-locator.ts";
import { createPredictionWriter } from "./prediction-writer.ts";
import { createProgress, type Progress } from "./progress.ts";
import { complain, print, type Terminal } from "./terminal.ts";
import { usage } from "./usage.ts";

/** Options of `predict`, with the environment's values where the command line has none. */
export interface PredictFlags {
  /** Null: a table on a terminal, else documents. */
  readonly format: PrintedFormat | null;
  readonly topK: string | null;
  readonly prior: string | null;
  readonly ranking: string | null;
  readonly crops: string | null;
  readonly regions: string | null;
  readonly geometry: string | null;
  readonly neighbours: string | null;
  /** How a multimodal model is asked too. */
  readonly reason: string | null;
  readonly within: readonly string[];
  readonly exclude: readonly string[];
  readonly cells: boolean;
  /** Whether the documents hold looks. */
  readonly look: boolean;
  readonly maxCells: string | null;
  /** Probability that the areas hold which GeoJSON shows beside the points. */
  readonly areas: number | null;
  /** What stands between the fields of CSV. */
  readonly separator: Separator;
  /** Writes each estimate beside its photo, or into it. */
  readonly sidecar: boolean;
  readonly writeExif: boolean;
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
  const format = flags.format ?? (terminal.stdout.isTTY ? "table" : "json");
  const cells = flags.cells || flags.maxCells !== null;
  refuseContradictions(format, cells, args, flags);
  const asked = {
    ...flags,
    geometry: flags.geometry ?? geometryIn(format),
    maxCells: cells ? flags.maxCells : "0",
  };
  const options = withAreas(await readFlags(asked, terminal), flags);
  const { inputs, isSingle } = await findInputs(args, flags.recursive, terminal.stdin);
  if (flags.dryRun) return list(inputs, terminal);
  const isPhoto = (input: Input) => "read" in input;
  if (!inputs.some(isPhoto)) {
    for (const input of inputs)
      if ("fault" in input) complain(terminal, `${printable(input.file)}: ${input.fault}`);
    return EXIT.someFailed;
  }
  const progress = createProgress(terminal, flags.progress && !flags.quiet);
  const locator = await openCliLocator(config, terminal, progress, flags.quiet);
  try {
    const writer = createPredictionWriter(
      {
        ...{ format, isSingle, cells, areas: flags.areas, separator: flags.separator },
        files: inputs.map(({ file }) => file),
        columns: terminal.stdout.columns ?? PAPER_COLUMNS,
      },
      (text) => print(terminal, text),
    );
    // Who looks at the table sees there what failed, and why.
    const isTold = writer.showsFailures && terminal.stdout.isTTY === true;
    let unwritten = 0;
    let unreasoned = 0;
    const { answered, failed } = await predictAll(
      inputs,
      options,
      flags,
      locator,
      terminal,
      progress,
      async (outcome) => {
        if (!isTold && "reason" in outcome) {
          progress.stop();
          complain(terminal, `${printable(outcome.file)}: ${outcome.reason}`);
        }
        await writer.add(outcome);
        if ("prediction" in outcome) {
          const fault = reasonFault(outcome);
          if (fault !== null) {
            unreasoned += 1;
            progress.stop();
            complain(terminal, fault);
          }
          for (const fault of await writeFiles(outcome, flags)) {
            unwritten += 1;
            progress.stop();
            complain(terminal, fault);
          }
        }
      },
    );
    await writer.end();
    const left = inputs.length - answered - failed;
    progress.stop();
    if (left > 0)
      complain(terminal, `Stopped: ${left} of ${inputs.length} photos were not asked about.`);
    if (failed > 0 && inputs.length > 1) {
      complain(terminal, `${answered} of ${inputs.length} photos answered, ${failed} failed.`);
    }
    return failed + left + unwritten + unreasoned === 0 ? EXIT.ok : EXIT.someFailed;
  } finally {
    progress.stop();
    await locator.close();
  }
}

/** Why a photo is answered without the multimodal model that was to be asked; null where it is not. */
function reasonFault({ file, prediction: { reasoning } }: LocatedPhoto): string | null {
  if (!reasoning || reasoning.answered > 0) return null;
  return `${printable(file)}: answered without ${reasoning.model}: ${reasoning.faults[0] ?? "it names no place."}`;
}

/** Letters in a line where the width of the terminal is not known. */
const PAPER_COLUMNS = 120;

function refuseContradictions(
  format: PrintedFormat,
  cells: boolean,
  args: readonly string[],
  { areas, look, separator, sidecar, writeExif }: PredictFlags,
): void {
  if ((sidecar || writeExif) && args.includes("-")) {
    throw usage(
      "--sidecar and --write-exif need files; what comes from standard input has no name.",
    );
  }
  if (cells && format === "table") {
    throw usage("A table has no room for cells: add --format csv, geojson, kml or json.");
  }
  if (look && format !== "json" && format !== "jsonl") {
    throw usage("--look goes with --format jsonl or json: other forms have no room for looks.");
  }
  if (separator !== "comma" && format !== "csv") {
    throw usage("--separator goes with --format csv.");
  }
  if (areas !== null && (format !== "geojson" || cells)) {
    throw usage("--areas goes with --format geojson, without --cells, which has all areas.");
  }
}

/** Writes the estimate where it is wanted beside standard output. Answers what was not written, in words. */
async function writeFiles(
  photo: LocatedPhoto,
  { sidecar, writeExif }: PredictFlags,
): Promise<string[]> {
  const writers = [...(sidecar ? [writeSidecar] : []), ...(writeExif ? [writeIntoPhoto] : [])];
  const faults: string[] = [];
  for (const write of writers) {
    await write(photo).catch((error: Error) => faults.push(printable(error.message)));
  }
  return faults;
}

/** The options, with the region that GeoJSON is to show among those that are made. */
function withAreas(options: PredictionOptions, { areas }: PredictFlags): PredictionOptions {
  if (areas === null || options.regions.includes(areas)) return options;
  return { ...options, regions: [...options.regions, areas].sort((a, b) => a - b) };
}

async function predictAll(
  inputs: readonly Input[],
  options: PredictionOptions,
  { concurrency }: PredictFlags,
  locator: Locator,
  terminal: Terminal,
  progress: Progress,
  write: (outcome: PhotoOutcome) => Promise<void>,
): Promise<{ readonly answered: number; readonly failed: number }> {
  let done = 0;
  const tasks = inputs.map((input) => async () => {
    try {
      if ("fault" in input) throw new Error(input.fault);
      const onProgress = (answered: number, questions: number) => {
        if (inputs.length === 1) progress.show(answered, questions, "answers");
      };
      return await locator.locate(await input.read(), options, terminal.signal, { onProgress });
    } finally {
      done += 1;
      if (inputs.length > 1) progress.show(done, inputs.length, "photos");
    }
  });
  let answered = 0;
  let failed = 0;
  for await (const result of inOrder(tasks, concurrency, terminal.signal)) {
    const { file } = inputs[answered + failed]!;
    if (result.status === "fulfilled") {
      answered += 1;
      await write({ file, prediction: result.value });
    } else {
      failed += 1;
      await write({ file, reason: (result.reason as Error).message });
    }
  }
  return { answered, failed };
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

/** Throws `parameter_invalid` or `hint_invalid`, naming flags as the command line writes them. */
async function readFlags(flags: PredictFlags, terminal: Terminal): Promise<PredictionOptions> {
  const given: GivenText[] = [];
  const add = (name: string, text: string | null) => {
    if (text !== null) given.push({ source: "option", name, text });
  };
  add("top_k", flags.topK);
  add("prior", flags.prior);
  add("ranking", flags.ranking);
  add("crops", flags.crops);
  add("regions", flags.regions);
  add("geometry", flags.geometry);
  add("max_cells", flags.maxCells);
  if (flags.look) add("look", "on");
  add("neighbours", flags.neighbours);
  add("reason", flags.reason);
  for (const text of flags.within) add("within", await readHintFile(text));
  for (const text of flags.exclude) add("exclude", await readHintFile(text));
  if (given.length === 0) return DEFAULT_OPTIONS;
  const finder = await finderFor(given, terminal);
  return withFlagWords(async () => {
    const options = readOptions(given, finder);
    // Found here, hints that exclude each other are told once, not for each photo.
    if (finder !== NO_NAMES) {
      hintEvidence(options.within, options.exclude, await terminal.geography());
    }
    return options;
  });
}
