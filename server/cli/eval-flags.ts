import type { Command } from "commander";
import { DEFAULT_OPTIONS } from "../../core/contracts/options.ts";
import { PRIOR_CHOICE } from "../../core/contracts/priors.ts";
import { GRID_DEGREES } from "../../core/eval/figures/gallery.ts";
import { RUN_DEFAULTS } from "../../core/eval/run.ts";
import { RASTER_RESOLUTIONS } from "../../core/eval/scoring/protocol.ts";
import { PERTURBATION_NAMES } from "../../core/pixels/perturbations.ts";
import type { Terminal } from "./terminal.ts";
import { usage } from "./usage.ts";

/** One flag of the evaluation commands. Each has a twin in the environment, `--max-cells` GRATICULE_EVAL_MAX_CELLS. */
interface Flag {
  readonly syntax: string;
  readonly help: string;
  /** What counts when it is not given, where that is one value. */
  readonly otherwise?: string;
}

/**
 * Cells listed per photo unless told: enough to hold every cell that refinement makes. Where the others rank is in the tail, at a
 * hundredth of the size.
 */
export const LISTED_CELLS = 1000;

const EVAL_FLAGS = {
  dataset: {
    syntax: "--set, --dataset <name>",
    help: "public set (`eval sets` lists them), or the .json of a set of your own",
  },
  truth: {
    syntax: "--truth <csv>",
    help: "where the photos were taken: id,lat,lon (or country); `exif` takes the photos' own positions",
  },
  images: { syntax: "--images <folder>", help: "the photos, in any depth of folders" },
  predictions: {
    syntax: "--predictions <file>",
    help: "predictions: .jsonl, or .csv with id,lat,lon; .gz too",
  },
  output: {
    syntax: "--output <path>",
    help: "file (predict, fit) or folder (score, run) to write",
  },
  bundle: { syntax: "--bundle <name>", help: "model bundle or ensemble" },
  albums: {
    syntax: "--albums <csv>",
    help: "score albums instead of photos: album,photo,time (ISO 8601, may be empty)",
  },
  trips: { syntax: "--trips <n>", help: "synthetic trips that are made", otherwise: "200" },
  unrelated: { syntax: "--unrelated", help: "trips of unrelated photos" },
  part: {
    syntax: "--part <kind=value>",
    help: 'photos of a part: continent=AF, scene=urban, training="within 1 km", ...',
  },
  farther: { syntax: "--farther <km>", help: "photos with an error of at least this" },
  nearer: { syntax: "--nearer <km>", help: "photos with an error of at most this" },
  apart: { syntax: "--apart <km>", help: "photos on which two runs are at least this far apart" },
  audit: {
    syntax: "--audit <csv>",
    help: "findings of `eval audit`: cleaned rows stand beside the raw ones",
  },
  skipAudit: {
    syntax: "--skip-audit",
    help: "do not look for placeholders and copies among the photos",
  },
  resume: { syntax: "--resume", help: "go on with an interrupted run" },
  maxCells: {
    syntax: "--max-cells <n>",
    help: "cells listed per photo",
    otherwise: String(LISTED_CELLS),
  },
  tail: { syntax: "--no-tail", help: "leave out where the unlisted cells rank" },
  prior: { syntax: "--prior <name>", help: PRIOR_CHOICE, otherwise: DEFAULT_OPTIONS.prior },
  crops: { syntax: "--crops <n>", help: "1, or 10 for the mean of ten crops", otherwise: "1" },
  raster: {
    syntax: "--raster <resolution>",
    help: `rank the cells of one H3 raster for all systems, ${RASTER_RESOLUTIONS.join(" to ")}`,
  },
  rankBy: {
    syntax: "--rank-by <measure>",
    help: "density or probability of raster cells",
    otherwise: "density",
  },
  ties: {
    syntax: "--ties <rule>",
    help: "tied cells that are searched: all, or half (middle)",
    otherwise: "all",
  },
  ranking: {
    syntax: "--ranking <name>",
    help: "cells or gallery",
    otherwise: DEFAULT_OPTIONS.ranking,
  },
  perturb: {
    syntax: "--perturb <list>",
    help: `predict changed photos too and compare: ${PERTURBATION_NAMES.join(", ")}, or all`,
  },
  limit: { syntax: "--limit <n>", help: "only the first n photos by id, for a try" },
  concurrency: { syntax: "--concurrency <n>", help: "photos at a time", otherwise: "4" },
  name: { syntax: "--name <text>", help: "what tables call this run" },
  seed: { syntax: "--seed <n>", help: "of what is drawn", otherwise: String(RUN_DEFAULTS.seed) },
  resamples: {
    syntax: "--resamples <n>",
    help: "draws of the bootstrap, 0 for none",
    otherwise: `${RUN_DEFAULTS.resamples}; 2000 to compare`,
  },
  primary: {
    syntax: "--primary <figure>",
    help: "the figure that decides, declared before looking: geoscore, median_km, within_25_km, country, ...",
    otherwise: "geoscore",
  },
  normalise: {
    syntax: "--normalise",
    help: "divide probabilities by their sum instead of refusing",
  },
  strict: {
    syntax: "--strict",
    help: "exit 1 if any photo is missing, unreadable, invalid or double",
  },
  gallery: { syntax: "--gallery <csv>", help: "points that a model was trained on: LAT,LON" },
  grid: {
    syntax: "--grid <degrees>",
    help: "squares that the gallery is counted in",
    otherwise: String(GRID_DEGREES),
  },
  sample: {
    syntax: "--sample <n>",
    help: "photos whose parts are covered, drawn by the seed",
    otherwise: "100",
  },
  json: { syntax: "--json", help: "as JSON" },
  fetch: { syntax: "--fetch", help: "download the table of truth and check it" },
  check: { syntax: "--check <csv>", help: "check a copy of the table of truth" },
  members: {
    syntax: "--members <list>",
    help: "what may join the bundle: heads (all), names of heads, bundle:NAME, separated by commas",
    otherwise: "heads",
  },
  index: {
    syntax: "--index <name>",
    help: "a reference index whose photos may join the bundle, by name or path",
  },
  progress: { syntax: "--no-progress", help: "no progress bars" },
} as const satisfies Readonly<Record<string, Flag>>;

export type EvalFlag = keyof typeof EVAL_FLAGS;

/** Values as the command line or the environment gave them: texts, or true for flags without value. */
export type GivenFlags = Readonly<Partial<Record<EvalFlag, string | boolean>>>;

/** Name of a flag's variable. */
function variableOf(flag: EvalFlag): string {
  return `GRATICULE_EVAL_${flag.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** Gives a command its flags, with their variables in the help. */
export function withFlags(command: Command, flags: readonly EvalFlag[]): Command {
  for (const flag of flags) {
    const { syntax, help, otherwise }: Flag = EVAL_FLAGS[flag];
    const fallback = otherwise === undefined ? "" : `, default ${otherwise}`;
    command.option(syntax, `${help} [${variableOf(flag)}${fallback}]`);
  }
  return command;
}

/** The flags in effect: those given, else their variables. */
export function flagsOf(
  given: GivenFlags,
  flags: readonly EvalFlag[],
  env: Terminal["env"],
): GivenFlags {
  const values = flags.flatMap((flag) => {
    const isSwitch = !EVAL_FLAGS[flag].syntax.includes("<");
    const isNegative = EVAL_FLAGS[flag].syntax.startsWith("--no-");
    const variable = env[variableOf(flag)];
    const isGiven = isNegative ? given[flag] === false : given[flag] !== undefined;
    if (isGiven) return [[flag, given[flag]]];
    if (variable === undefined || variable === "") return isNegative ? [[flag, true]] : [];
    return [[flag, isSwitch ? readSwitch(flag, variable) : variable]];
  });
  return Object.fromEntries(values) as GivenFlags;
}

function readSwitch(flag: EvalFlag, text: string): boolean {
  if (/^(on|true|1|yes)$/i.test(text)) return true;
  if (/^(off|false|0|no)$/i.test(text)) return false;
  throw usage(`${variableOf(flag)}: expected on or off, got ${JSON.stringify(text)}`);
}

/** A flag's text; null when it was not given. */
export function textOf(flags: GivenFlags, flag: EvalFlag): string | null {
  const value = flags[flag];
  return typeof value === "string" && value !== "" ? value : null;
}

/** A flag that must be given. */
export function requiredText(flags: GivenFlags, flag: EvalFlag): string {
  const text = textOf(flags, flag);
  if (text === null) throw usage(`${nameOf(flag)} is needed: ${EVAL_FLAGS[flag].help}.`);
  return text;
}

/** A whole number within bounds. */
export function integerOf(
  flags: GivenFlags,
  flag: EvalFlag,
  fallback: number,
  [least, most]: readonly [number, number],
): number {
  const text = textOf(flags, flag);
  if (text === null) return fallback;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw usage(`${nameOf(flag)}: expected an integer from ${least} to ${most}, got "${text}".`);
}

/** One of several words; the first unless it is given. */
export function choiceOf<T extends string>(
  flags: GivenFlags,
  flag: EvalFlag,
  choices: readonly [T, ...T[]],
): T {
  const text = textOf(flags, flag);
  if (text === null) return choices[0];
  const known = choices.find((choice) => choice === text);
  if (known !== undefined) return known;
  throw usage(`${nameOf(flag)}: expected ${choices.join(" or ")}, got "${text}".`);
}

export function nameOf(flag: EvalFlag): string {
  return /--[\w-]+(?= <|$)/.exec(EVAL_FLAGS[flag].syntax)![0];
}

/** The flags as one would type them. */
export function commandOf(flags: GivenFlags): string[] {
  return Object.entries(flags).flatMap(([flag, value]) => {
    const name = nameOf(flag as EvalFlag);
    if (typeof value === "string") return [name, /\s/.test(value) ? JSON.stringify(value) : value];
    return value === !name.startsWith("--no-") ? [name] : [];
  });
}
