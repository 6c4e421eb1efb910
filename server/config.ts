import { existsSync } from "node:fs";
import { availableParallelism, homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { PRIOR_NAMES } from "../core/options.ts";
import { readSelection } from "./hub/selection.ts";
import { PROVIDERS, type Provider } from "./model/provider.ts";
import { FormatSchema } from "./options/formats.ts";

/** The folder that holds `server/`. */
export const PROJECT_FOLDER = fileURLToPath(new URL("..", import.meta.url));

/** One setting: the environment variable that sets it, what it may be, and what it is otherwise. */
interface Setting<T> {
  readonly env: string;
  readonly help: string;
  readonly expected: string;
  readonly schema: z.ZodType<T, string>;
  /** Given the environment, since some defaults are folders that it names. */
  fallback(env: Environment): T;
  readonly secret?: true;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const onOff = z.stringbool({
  truthy: ["on", "true", "1", "yes"],
  falsy: ["off", "false", "0", "no"],
});
const text = z.string().min(1);
const integer = (least: number, most: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.int().min(least).max(most));
const path = text.transform((value) => resolve(value));

function integerSetting(env: string, least: number, most: number, fallback: number, help: string) {
  return {
    env,
    help,
    expected: `an integer from ${least} to ${most}`,
    schema: integer(least, most),
    fallback: () => fallback,
  };
}

function onOffSetting(env: string, fallback: boolean, help: string) {
  return { env, help, expected: "on or off", schema: onOff, fallback: () => fallback };
}

/** A flag of the command line as an environment variable; null leaves it unset. */
function flagSetting(env: string, help: string): Setting<string | null> {
  return { env, help, expected: "a text", schema: text, fallback: () => null };
}

const Origin = z.string().transform((value, context) => {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url?.origin === value) return value;
  context.addIssue("not an origin");
  return z.NEVER;
});

const HttpUrl = z.string().refine((value) => {
  const url = URL.canParse(value) ? new URL(value) : null;
  return url !== null && /^https?:$/.test(url.protocol);
});

function defaultData(env: Environment): string {
  return join(env.XDG_DATA_HOME || join(homedir(), ".local", "share"), "graticule");
}

/** Every setting there is. `graticule config` prints this table with its values. */
export const SETTINGS = {
  port: integerSetting(
    "PORT",
    0,
    65_535,
    8080,
    "Port that the service listens on; 0 takes a free one.",
  ),
  host: {
    env: "HOST",
    help: "Address that the service listens on. 0.0.0.0 lets other machines in.",
    expected: "a host name or address",
    schema: text,
    fallback: () => "127.0.0.1",
  },
  models: {
    env: "GRATICULE_MODELS",
    help: "Folder of model bundles.",
    expected: "a folder",
    schema: path,
    fallback: () => join(PROJECT_FOLDER, "models"),
  },
  bundle: {
    env: "GRATICULE_BUNDLE",
    help: "Bundle that answers: a name in the folders of bundles, or a path. Unset: what `models use` has chosen, else preview.",
    expected: "a name or a path",
    schema: text,
    fallback: (env) => readSelection(env.GRATICULE_DATA || defaultData(env)) ?? "preview",
  },
  data: {
    env: "GRATICULE_DATA",
    help: "Folder for bundles that were downloaded or added, for what was chosen, and for games.",
    expected: "a folder",
    schema: path,
    fallback: defaultData,
  },
  cache: {
    env: "GRATICULE_CACHE",
    help: "Folder for the cell index, which is made once per bundle.",
    expected: "a folder",
    schema: path,
    fallback: (env) => join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "graticule"),
  },
  runs: {
    env: "GRATICULE_RUNS",
    help: "Folder of scored runs (`eval run --output <folder>/<name>`) that the Evaluate view lists. Unset: none.",
    expected: "a folder",
    schema: path,
    fallback: () => null,
  } satisfies Setting<string | null>,
  provider: {
    env: "GRATICULE_PROVIDER",
    help: `What runs the models: ${PROVIDERS.join(", ")}. All but cpu need a build of ONNX Runtime and drivers that offer it.`,
    expected: `one of ${PROVIDERS.join(", ")}`,
    schema: z.enum(PROVIDERS),
    fallback: () => "cpu",
  } satisfies Setting<Provider>,
  hub: {
    env: "HF_ENDPOINT",
    help: "`models pull --hub`: the Hugging Face hub or a mirror of it.",
    expected: "an http(s) URL",
    schema: HttpUrl,
    fallback: () => "https://huggingface.co",
  },
  hubToken: {
    env: "HF_TOKEN",
    help: "Token for the hub; goes to the hub alone.",
    expected: "a text",
    schema: text,
    fallback: () => null,
    secret: true,
  } satisfies Setting<string | null>,
  variant: flagSetting("GRATICULE_VARIANT", "`models pull --variant`; unset: by the machine."),
  modelDownloads: onOffSetting(
    "GRATICULE_MODEL_DOWNLOADS",
    false,
    "Whether the page may start the download of a model of the catalogue.",
  ),
  maxPhotoMb: integerSetting(
    "GRATICULE_MAX_PHOTO_MB",
    1,
    1024,
    40,
    "Largest photo, MB of 1024 x 1024 bytes.",
  ),
  maxMegapixels: integerSetting(
    "GRATICULE_MAX_MEGAPIXELS",
    1,
    1000,
    100,
    "Most pixels of a photo, millions.",
  ),
  uploadMemoryMb: integerSetting(
    "GRATICULE_UPLOAD_MEMORY_MB",
    1,
    65_536,
    128,
    "Memory that all photos in flight together may hold, MB; at least one photo fits always.",
  ),
  uploads: onOffSetting("GRATICULE_UPLOADS", true, "Whether photos are accepted over HTTP."),
  token: {
    env: "GRATICULE_TOKEN",
    help: "If set, requests need `Authorization: Bearer <token>`.",
    expected: "at least 16 characters",
    schema: z.string().min(16),
    fallback: () => null,
    secret: true,
  } satisfies Setting<string | null>,
  finestResolution: integerSetting(
    "GRATICULE_FINEST_RESOLUTION",
    0,
    9,
    7,
    "Finest H3 resolution that answers show: 3 is about 120 km across, 4 about 45 km, 5 about 17 km.",
  ),
  rateLimit: integerSetting(
    "GRATICULE_RATE_LIMIT",
    0,
    100_000,
    0,
    "Predictions per minute and client; 0 is no limit.",
  ),
  play: onOffSetting("GRATICULE_PLAY", true, "Whether the game can be played."),
  databaseUrl: {
    env: "DATABASE_URL",
    help: "PostgreSQL server to keep games in. Unset: PGlite in the data folder.",
    expected: "a URL like postgres://user:password@host/name",
    schema: z.string().regex(/^postgres(ql)?:\/\//),
    fallback: () => null,
    secret: true,
  } satisfies Setting<string | null>,
  gameRateLimit: integerSetting(
    "GRATICULE_GAME_RATE_LIMIT",
    0,
    100_000,
    600,
    "Requests about games per minute and client; 0 is no limit.",
  ),
  slots: integerSetting("GRATICULE_SLOTS", 1, 256, 8, "Predictions worked on at a time."),
  queue: integerSetting(
    "GRATICULE_QUEUE",
    0,
    10_000,
    64,
    "Predictions that may wait; further ones get 503.",
  ),
  threads: integerSetting(
    "GRATICULE_THREADS",
    1,
    256,
    Math.min(16, availableParallelism()),
    "Processor threads of one model run.",
  ),
  mapStyle: {
    env: "GRATICULE_MAP_STYLE",
    help: "URL of an online map style. Its server then sees the map views of visitors. Unset: our own offline map.",
    expected: "an http(s) URL",
    schema: HttpUrl,
    fallback: () => null,
  } satisfies Setting<string | null>,
  cors: {
    env: "GRATICULE_CORS",
    help: "Origins whose pages may call the service, separated by commas.",
    expected: "origins like https://example.org, separated by commas",
    schema: list(Origin),
    fallback: () => [],
  } satisfies Setting<string[]>,
  trustProxy: integerSetting(
    "GRATICULE_TRUST_PROXY",
    0,
    10,
    0,
    "Reverse proxies in front, whose X-Forwarded-For is believed; 0 believes nobody.",
  ),
  logLevel: {
    env: "LOG_LEVEL",
    help: "How much is logged to standard error.",
    expected: "one of fatal, error, warn, info, debug, silent",
    schema: z.enum(["fatal", "error", "warn", "info", "debug", "silent"]),
    fallback: () => "info",
  } satisfies Setting<"fatal" | "error" | "warn" | "info" | "debug" | "silent">,
  format: {
    env: "GRATICULE_FORMAT",
    help: "`predict --format`.",
    expected: `one of ${FormatSchema.options.join(", ")}`,
    schema: FormatSchema,
    fallback: () => "json",
  } satisfies Setting<z.infer<typeof FormatSchema>>,
  topK: flagSetting("GRATICULE_TOP_K", "`predict --top-k`."),
  ranking: flagSetting("GRATICULE_RANKING", "`predict --ranking`."),
  crops: flagSetting("GRATICULE_CROPS", "`predict --crops`."),
  prior: {
    env: "GRATICULE_PRIOR",
    help: "`predict --prior`.",
    expected: `one of ${PRIOR_NAMES.join(", ")}`,
    schema: z.enum(PRIOR_NAMES),
    fallback: () => null,
  } satisfies Setting<(typeof PRIOR_NAMES)[number] | null>,
  regions: flagSetting("GRATICULE_REGIONS", "`predict --regions`."),
  within: flagSetting("GRATICULE_WITHIN", "`predict --within`."),
  exclude: flagSetting("GRATICULE_EXCLUDE", "`predict --exclude`."),
  maxCells: flagSetting("GRATICULE_MAX_CELLS", "`predict --max-cells`."),
  concurrency: integerSetting(
    "GRATICULE_CONCURRENCY",
    1,
    64,
    4,
    "`predict --concurrency`: photos at a time.",
  ),
  recursive: onOffSetting(
    "GRATICULE_RECURSIVE",
    false,
    "`predict --recursive`: folders inside folders too.",
  ),
  progress: onOffSetting("GRATICULE_PROGRESS", true, "Progress bars; off is `--no-progress`."),
  quiet: onOffSetting(
    "GRATICULE_QUIET",
    false,
    "`predict --quiet`: nothing on standard error but faults.",
  ),
  dryRun: onOffSetting(
    "GRATICULE_DRY_RUN",
    false,
    "`predict --dry-run`: names the photos and stops.",
  ),
} as const satisfies Readonly<Record<string, Setting<unknown>>>;

export type SettingName = keyof typeof SETTINGS;

/** The settings in effect. */
export type Config = {
  readonly [Name in SettingName]: (typeof SETTINGS)[Name] extends Setting<infer T> ? T : never;
};

/** Used by the tools around the service, not by it. */
const OTHER_NAMES = ["GRATICULE_URL"];

/** Everything that is wrong with the environment, one line a fault. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length} fault(s):\n${problems.map((line) => `  ${line}`).join("\n")}`,
    );
    this.problems = problems;
  }
}

/**
 * The settings from the environment, frozen. Empty variables count as unset.
 * Throws ConfigError with all problems at once, misspelt GRATICULE_ names among them.
 */
export function readConfig(env: Environment): Config {
  const problems = unknownNames(env);
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(SETTINGS) as [SettingName, Setting<unknown>][]) {
    const given = env[setting.env];
    if (given === undefined || given === "") {
      values[name] = setting.fallback(env);
      continue;
    }
    const parsed = setting.schema.safeParse(given);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(describe(setting, given));
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(values) as Config;
}

/** One line of `graticule config`. */
export interface EffectiveSetting {
  readonly env: string;
  readonly value: string;
  readonly source: "environment" | "default";
  readonly help: string;
}

/** Every setting with its value, secrets masked, and where it came from. */
export function listSettings(config: Config, env: Environment): EffectiveSetting[] {
  return (Object.entries(SETTINGS) as [SettingName, Setting<unknown>][]).map(([name, setting]) => ({
    env: setting.env,
    value: show(config[name], setting.secret === true),
    source: env[setting.env] ? "environment" : "default",
    help: setting.help,
  }));
}

/** Folders of bundles, in the order in which names are looked up: those that come with the program, those installed. */
export function modelFolders({ models, data }: Pick<Config, "models" | "data">): string[] {
  return [models, join(data, "models")];
}

/** The folder of the bundle that answers. */
export function bundleFolder(config: Pick<Config, "bundle" | "models" | "data">): string {
  const { bundle } = config;
  const isPath = isAbsolute(bundle) || bundle.startsWith(".") || /[\\/]/.test(bundle);
  if (isPath) return resolve(bundle);
  const places = modelFolders(config).map((folder) => join(folder, bundle));
  const isThere = (folder: string) =>
    ["bundle.json", "ensemble.json"].some((file) => existsSync(join(folder, file)));
  return places.find(isThere) ?? places[0]!;
}

function show(value: unknown, secret: boolean): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return "(unset)";
  if (secret) return "********";
  if (typeof value === "boolean") return value ? "on" : "off";
  return String(value);
}

function describe({ env, expected, secret }: Setting<unknown>, given: string): string {
  const came = secret ? "something else" : JSON.stringify(given);
  return `${env}: expected ${expected}, got ${came}`;
}

function unknownNames(env: Environment): string[] {
  const known = new Set([...Object.values(SETTINGS).map((setting) => setting.env), ...OTHER_NAMES]);
  return (
    Object.keys(env)
      // `eval` has its own (server/cli/eval-flags.ts): they say how one command runs, not how the service does.
      .filter((name) => name.startsWith("GRATICULE_") && !name.startsWith("GRATICULE_EVAL_"))
      .filter((name) => !known.has(name))
      .map((name) => `${name}: there is no such setting; \`graticule config\` lists all`)
  );
}

function list(item: z.ZodType<string, string>): z.ZodType<string[], string> {
  return z
    .string()
    .transform((value) => value.split(",").map((part) => part.trim()))
    .pipe(z.array(item));
}
