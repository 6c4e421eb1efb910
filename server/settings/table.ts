import { availableParallelism } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { PRINTED_FORMATS, type PrintedFormat } from "../../core/contracts/formats.ts";
import { PRIOR_NAMES } from "../../core/contracts/priors.ts";
import { SEPARATORS, type Separator } from "../../core/contracts/separators.ts";
import { PROJECT_FOLDER } from "../files/project-folder.ts";
import { PROVIDERS, type Provider } from "../model/provider.ts";
import { DECODING_MB } from "../photo/decoding-cost.ts";
import {
  BasemapName,
  flagSetting,
  HttpUrl,
  integerSetting,
  list,
  Origin,
  onOffSetting,
  path,
  type Setting,
  text,
} from "./definition.ts";
import { defaultCacheFolder, defaultDataFolder } from "./folders.ts";
import { readSelection } from "./selection.ts";

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
    fallback: (env) => readSelection(env.GRATICULE_DATA || defaultDataFolder(env)) ?? "preview",
  },
  index: {
    env: "GRATICULE_INDEX",
    help: "Reference index whose photos answers name as `neighbours` where they are asked for: a name of `index list`, or a path. Unset: none.",
    expected: "a name or a path",
    schema: text,
    fallback: () => null,
  } satisfies Setting<string | null>,
  data: {
    env: "GRATICULE_DATA",
    help: "Folder for bundles that were downloaded or added, for what was chosen, and for games.",
    expected: "a folder",
    schema: path,
    fallback: defaultDataFolder,
  },
  cache: {
    env: "GRATICULE_CACHE",
    help: "Folder for the cell index, which is made once per bundle.",
    expected: "a folder",
    schema: path,
    fallback: defaultCacheFolder,
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
  decodeMemoryMb: integerSetting(
    "GRATICULE_DECODE_MEMORY_MB",
    256,
    65_536,
    DECODING_MB,
    "Memory that all photos being decoded together may take, MB; kinds that take much a pixel have a lower limit of megapixels for it (`/v1/features` lists them).",
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
  starterPack: onOffSetting(
    "GRATICULE_STARTER_PACK",
    true,
    "Whether the photos that come with the program are played where there are no others.",
  ),
  albumDays: integerSetting(
    "GRATICULE_ALBUM_DAYS",
    1,
    3650,
    30,
    "Days after which a private album goes, with its photos and games.",
  ),
  maxAlbumPhotos: integerSetting(
    "GRATICULE_ALBUM_PHOTOS",
    0,
    1_000_000,
    2000,
    "Photos that all private albums together may hold; about 400 kB each.",
  ),
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
  connections: integerSetting(
    "GRATICULE_CONNECTIONS",
    0,
    4096,
    256,
    "Connections of one address at a time, of 4,096 in all; 0 is no limit. Behind a proxy (GRATICULE_TRUST_PROXY) there is none.",
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
  basemap: {
    env: "GRATICULE_BASEMAP",
    help: "Map under the answers: a MapLibre style (.json) or a PMTiles file, by path or http(s) URL. What lies on other hosts, visitors' browsers fetch from there. Unset: the built-in map.",
    expected: "an http(s) URL, or a file that ends in .json (a MapLibre style) or .pmtiles",
    schema: BasemapName,
    fallback: () => null,
  } satisfies Setting<string | null>,
  mapStyle: {
    env: "GRATICULE_MAP_STYLE",
    help: "The older name of GRATICULE_BASEMAP, for the URL of a style; GRATICULE_BASEMAP goes before it.",
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
  hosts: {
    env: "GRATICULE_HOSTS",
    help: "Host names that the service goes by, beside localhost, HOST and literal addresses, separated by commas.",
    expected: "host names like photos.example.org, separated by commas",
    schema: list(z.string().regex(/^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/i)),
    fallback: () => [],
  } satisfies Setting<string[]>,
  basePath: {
    env: "GRATICULE_BASE_PATH",
    help: "Path under which a reverse proxy shows the service, such as /photos. Unset: it has a host of its own.",
    expected: "a path like /photos or /tools/photos",
    schema: z
      .string()
      .regex(/^(\/[A-Za-z0-9._~-]+)*\/?$/)
      .refine((value) => !/\/\.{1,2}(\/|$)/.test(value))
      .transform((value) => value.replace(/\/$/, "")),
    fallback: () => "",
  } satisfies Setting<string>,
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
    help: "`predict --format`. Unset: a table on a terminal, else json.",
    expected: `one of ${PRINTED_FORMATS.join(", ")}`,
    schema: z.enum(PRINTED_FORMATS),
    fallback: () => null,
  } satisfies Setting<PrintedFormat | null>,
  separator: {
    env: "GRATICULE_SEPARATOR",
    help: "`predict --separator`: what stands between the fields of CSV; `semicolon` writes decimal commas too.",
    expected: `one of ${Object.keys(SEPARATORS).join(", ")}`,
    schema: z.enum(Object.keys(SEPARATORS) as Separator[]),
    fallback: () => "comma",
  } satisfies Setting<Separator>,
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
  geometry: flagSetting("GRATICULE_GEOMETRY", "`predict --geometry`."),
  neighbours: flagSetting("GRATICULE_NEIGHBOURS", "`predict --neighbours`."),
  within: flagSetting("GRATICULE_WITHIN", "`predict --within`."),
  exclude: flagSetting("GRATICULE_EXCLUDE", "`predict --exclude`."),
  cells: onOffSetting("GRATICULE_CELLS", false, "`predict --cells`: the cells of each answer too."),
  look: onOffSetting(
    "GRATICULE_LOOK",
    false,
    "`predict --look`: what each photo tells by itself too, for `graticule album`.",
  ),
  maxCells: flagSetting("GRATICULE_MAX_CELLS", "`predict --max-cells`; asks for cells."),
  areas: {
    env: "GRATICULE_AREAS",
    help: "`predict --areas`: the area of each photo that holds this probability, with geojson.",
    expected: "a probability above 0 and up to 0.99, such as 0.5",
    schema: z
      .string()
      .regex(/^0?\.\d+$/)
      .transform(Number)
      .pipe(z.number().gt(0).lte(0.99)),
    fallback: () => null,
  } satisfies Setting<number | null>,
  sidecar: onOffSetting(
    "GRATICULE_SIDECAR",
    false,
    "`predict --sidecar`: writes each estimate as XMP into `<photo>.xmp` beside the photo.",
  ),
  writeExif: onOffSetting(
    "GRATICULE_WRITE_EXIF",
    false,
    "`predict --write-exif`: writes each estimate as XMP into the photo (JPEG), and keeps `<photo>_original`.",
  ),
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
