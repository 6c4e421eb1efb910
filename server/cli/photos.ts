import { basename, join } from "node:path";
import { type PhotoRow, readPhotoList } from "../game/photo-list.ts";
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
 * `photos add <folder>`: checks each photo and stores a copy of its pixels with its position, licence and attribution.
 * Photos that are no good for the game are named on standard error; answers 1 when one could not be read.
 */
export async function addPhotos(
  folder: string,
  flags: AddFlags,
  config: Config,
  terminal: Terminal,
): Promise<ExitCode> {
  const list = flags.csv === undefined ? null : await readPhotoList(flags.csv);
  const { inputs } = await findInputs([folder], flags.recursive ?? false, terminal.stdin);
  const pack = flags.pack ?? basename(folder.replace(/[\\/]+$/, ""));
  const candidates = inputs.map((input) => {
    const row = list?.get(input.file) ?? list?.get(basename(input.file)) ?? null;
    return { input, row };
  });
  return storeAll(
    candidates.map(({ input, row }) => ({
      file: input.file,
      async read(): Promise<Candidate> {
        if ("fault" in input) throw new Error(input.fault);
        if (list && !row) throw new Error("it is not in the CSV");
        return candidateOf(await input.read(), row, flags, join(pack, basename(input.file)));
      },
    })),
    pack,
    config,
    terminal,
  );
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
    attribution: row?.attribution ?? flags.attribution ?? "Not stated",
    licence: row?.licence ?? flags.licence ?? "Not stated",
    url: row?.url ?? null,
    source,
  };
}

/** Stores photos one after another; answers 1 when any failed. */
export async function storeAll(
  photos: readonly { readonly file: string; read(): Promise<Candidate> }[],
  pack: string,
  config: Config,
  terminal: Terminal,
): Promise<ExitCode> {
  const progress = createProgress(terminal, config.progress);
  const geography = await terminal.geography();
  const database = await openDatabase(config);
  let added = 0;
  let failed = 0;
  try {
    for (const [i, { file, read }] of photos.entries()) {
      if (terminal.signal.aborted) break;
      try {
        const result = await addPhoto(
          database,
          geography,
          photoLimits(config),
          { pack },
          await read(),
        );
        if ("skipped" in result) say(`${file}: left out: ${result.skipped}`);
        else added += 1;
      } catch (error) {
        failed += 1;
        say(`${file}: ${(error as Error).message}`);
      }
      progress.show(i + 1, photos.length, "photos");
    }
  } finally {
    progress.stop();
    await database.close();
  }
  await print(terminal, `${JSON.stringify({ pack, photos: photos.length, added, failed })}\n`);
  return failed === 0 ? EXIT.ok : EXIT.someFailed;

  function say(message: string): void {
    progress.stop();
    complain(terminal, message);
  }
}

/** `photos list`: packs, how many photos each has and their licences. */
export async function listPhotos(config: Config, terminal: Terminal): Promise<ExitCode> {
  const database = await openDatabase(config);
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
