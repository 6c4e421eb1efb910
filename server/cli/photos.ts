import { basename, join, relative } from "node:path";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { LockedError } from "../files/lock.ts";
import { type PhotoList, type PhotoRow, readPhotoList } from "../game/photo-list.ts";
import { addPhoto, type Candidate } from "../game/photos.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import type { Config } from "../settings/config.ts";
import { photoLimits } from "../settings/photo-limits.ts";
import { listPacks, removePack } from "../store/photos.ts";
import { openDatabase } from "../store/storage.ts";
import { findInputs } from "./inputs.ts";
import { createProgress } from "./progress.ts";
import { complain, print, type Terminal, toTable } from "./terminal.ts";

export interface AddFlags {
  readonly pack?: string;
  readonly csv?: string;
  readonly licence?: string;
  readonly attribution?: string;
  readonly recursive?: boolean;
}

/**
 * `photos add <folder>`: checks each photo and stores a copy of its pixels with its position, licence and attribution, or
 * corrects these where the pack has it already. Photos that are no good for the game are named on standard error; answers 1
 * when one could not be read or corrected.
 */
export async function addPhotos(
  folder: string,
  flags: AddFlags,
  config: Config,
  terminal: Terminal,
): Promise<ExitCode> {
  const geography = await terminal.geography();
  const list = flags.csv === undefined ? null : await readPhotoList(flags.csv, geography);
  const { inputs } = await findInputs([folder], flags.recursive ?? false, terminal.stdin);
  const pack = flags.pack ?? basename(folder.replace(/[\\/]+$/, ""));
  const rowOf = matchRows(
    list ?? new Map(),
    inputs.map(({ file }) => file),
    folder,
  );
  for (const warning of list ? rowOf.warnings : []) complain(terminal, warning);
  return storeAll(
    inputs.map((input) => ({
      file: input.file,
      async read(): Promise<Candidate> {
        if ("fault" in input) throw new Error(input.fault);
        const row = rowOf.find(input.file);
        if (list && !row) throw new Error("it is not in the CSV");
        const source = join(pack, nameIn(folder, input.file));
        return candidateOf(await input.read(), row, flags, source);
      },
    })),
    pack,
    config,
    terminal,
  );
}

/** What a file is called inside a folder; the folder may be the file itself. */
function nameIn(folder: string, file: string): string {
  return relative(folder, file) || basename(file);
}

/** Which row of a CSV is of which file: it may name its path, its path inside the folder, or, if that is clear, its name alone. */
function matchRows(
  list: PhotoList,
  files: readonly string[],
  folder: string,
): { readonly warnings: readonly string[]; find(file: string): PhotoRow | null } {
  const namesakes = new Map<string, number>();
  for (const file of files) {
    namesakes.set(basename(file), (namesakes.get(basename(file)) ?? 0) + 1);
  }
  const find = (file: string) => {
    const own = list.get(file) ?? list.get(nameIn(folder, file));
    if (own) return own;
    const name = basename(file);
    const row = list.get(name) ?? null;
    if (row && namesakes.get(name)! > 1) {
      throw new Error(
        `line ${row.line} of the CSV says ${name}, and ${namesakes.get(name)} photos are called so: write the folder too`,
      );
    }
    return row;
  };
  const used = new Set(files.flatMap((file) => [file, nameIn(folder, file), basename(file)]));
  const idle = [...list.keys()].filter((name) => !used.has(name));
  const warnings =
    idle.length > 0
      ? [`${idle.length} of the CSV's ${list.size} rows name no photo in ${folder}: ${idle[0]}`]
      : [];
  return { warnings, find };
}

function candidateOf(
  bytes: Uint8Array,
  row: PhotoRow | null,
  flags: AddFlags,
  source: string,
): Candidate {
  return {
    bytes,
    at: row?.at ?? null,
    attribution: row?.attribution ?? flags.attribution ?? null,
    licence: row?.licence ?? flags.licence ?? null,
    url: row?.url ?? null,
    source,
  };
}

/** Stores or corrects photos one after another; answers 1 when any failed. */
export async function storeAll(
  photos: readonly { readonly file: string; read(): Promise<Candidate> }[],
  pack: string,
  config: Config,
  terminal: Terminal,
): Promise<ExitCode> {
  const progress = createProgress(terminal, config.progress);
  const geography = await terminal.geography();
  const limits = photoLimits(config);
  const database = await openDatabase(config);
  const counts = { added: 0, updated: 0, unchanged: 0, leftOut: 0, failed: 0 };
  try {
    for (const [i, { file, read }] of photos.entries()) {
      if (terminal.signal.aborted) break;
      try {
        const result = await addPhoto(database, geography, limits, { pack }, await read());
        if ("skipped" in result) {
          counts.leftOut += 1;
          say(`${file}: left out: ${result.skipped}`);
        } else if (!("changes" in result)) counts.added += 1;
        else if (result.changes.length === 0) counts.unchanged += 1;
        else {
          counts.updated += 1;
          say(`${file}: updated: ${result.changes.join(", ")}`);
        }
      } catch (error) {
        counts.failed += 1;
        say(`${file}: ${(error as Error).message}`);
      }
      progress.show(i + 1, photos.length, "photos");
    }
  } finally {
    progress.stop();
    await Promise.all([database.close(), limits.decoding?.close()]);
  }
  await print(terminal, `${JSON.stringify({ pack, photos: photos.length, ...counts })}\n`);
  return counts.failed === 0 ? EXIT.ok : EXIT.someFailed;

  function say(message: string): void {
    progress.stop();
    complain(terminal, message);
  }
}

/** `photos list`: packs, how many photos each has and their licences. */
export async function listPhotos(config: Config, terminal: Terminal): Promise<ExitCode> {
  const database = await openDatabase(config).catch((error: unknown) => {
    if (!(error instanceof GraticuleError && error.cause instanceof LockedError)) throw error;
    throw new GraticuleError(
      error.code,
      `${error.message} A service that runs lists its packs itself, at /v1/packs.`,
      { cause: error },
    );
  });
  try {
    const packs = await listPacks(database.queries);
    const rows = packs.map(({ name, photos, licences }) => [
      name,
      String(photos),
      licences.join(", "),
    ]);
    await print(terminal, toTable([["pack", "photos", "licences"], ...rows]));
    return EXIT.ok;
  } finally {
    await database.close();
  }
}

/** `photos remove <pack>`: removes a pack with the rounds that were played on it. */
export async function removePhotos(
  pack: string,
  config: Config,
  terminal: Terminal,
): Promise<ExitCode> {
  const database = await openDatabase(config);
  try {
    const removed = await removePack(database.queries, pack);
    if (removed === 0) {
      complain(
        terminal,
        `There is no pack of that name: ${pack}. \`graticule photos list\` names all.`,
      );
      return EXIT.usage;
    }
    await print(terminal, `${JSON.stringify({ pack, removed })}\n`);
    return EXIT.ok;
  } finally {
    await database.close();
  }
}
