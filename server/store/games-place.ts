import { lstat, mkdir, readdir, readFile, readlink, realpath, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GAMES_FOLDER, GAMES_LOCK } from "./games-folder.ts";

// Where the files of a database lie. The folder may be one that somebody else has made: an empty one, a link to another disk, the
// place where one is mounted. Such a folder can neither be moved nor replaced, so what is made for it is made inside.

/** Every database of PostgreSQL has it; it comes last, so that a database without it is none. */
const VERSION_FILE = "PG_VERSION";
/** Stands in a folder while a database is made there. */
const MAKING = "making";
/** What else may stand there: of the file system, and our own lock with its drafts. */
const isForeign = (name: string) => name === "lost+found" || name.startsWith(GAMES_LOCK);

export type GamesPlace =
  /** There is a database in this folder, or what is left of one. */
  | { readonly state: "kept"; readonly folder: string; readonly isWhole: boolean }
  /** There is none; what is to be made in `made` moves to the folder afterwards. */
  | { readonly state: "empty"; readonly folder: string; readonly isThere: boolean };

/** The folder has another's link in its way, which leads nowhere. */
export class DeadLinkError extends Error {
  override readonly name = "DeadLinkError";
}

/** Looks where the games of a data folder are. Throws DeadLinkError, and what the system says of a folder that cannot be read. */
export async function findGames(dataFolder: string): Promise<GamesPlace> {
  const named = join(dataFolder, GAMES_FOLDER);
  let folder: string;
  try {
    folder = await realpath(named);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const link = await readlink(named).catch(() => null);
    if (link !== null) {
      throw new DeadLinkError(`it is a link to ${link}, and nothing is there`, { cause: error });
    }
    return { state: "empty", folder: named, isThere: false };
  }
  const names = (await readdir(folder)).filter((name) => !isForeign(name));
  if (names.length === 0 || names.includes(MAKING)) {
    return { state: "empty", folder, isThere: true };
  }
  return { state: "kept", folder, isWhole: names.includes(VERSION_FILE) };
}

/**
 * Has a database made where none is. One that is interrupted is never taken for whole, and leaves nothing that is in the way of
 * the next.
 *
 * @param create makes a database in an empty folder and closes it
 */
export async function makeGames(
  dataFolder: string,
  { folder, isThere }: GamesPlace & { readonly state: "empty" },
  create: (folder: string) => Promise<void>,
): Promise<void> {
  const beside = join(dataFolder, `${GAMES_FOLDER}.new`);
  await rm(beside, { recursive: true, force: true });
  if (isThere) return makeInside(folder, create);
  try {
    await mkdir(beside, { mode: 0o700 });
    await create(beside);
    await rename(beside, folder);
  } finally {
    await rm(beside, { recursive: true, force: true }).catch(() => {});
  }
}

async function makeInside(folder: string, create: (folder: string) => Promise<void>) {
  const made = join(folder, MAKING);
  await clear(folder);
  await mkdir(made, { mode: 0o700 });
  try {
    await create(made);
    const names = (await readdir(made)).filter((name) => name !== VERSION_FILE);
    for (const name of [...names, VERSION_FILE]) await rename(join(made, name), join(folder, name));
    await rm(made, { recursive: true });
  } catch (error) {
    await clear(folder).catch(() => {});
    throw error;
  }
}

async function clear(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    // What says that the rest is unfinished goes last.
    if (!isForeign(name) && name !== MAKING) await rm(join(folder, name), { recursive: true });
  }
  await rm(join(folder, MAKING), { recursive: true, force: true });
}

/**
 * Whether several data folders may lead to one folder of games: where it is reached by a link or mounted. The lock of one data
 * folder says nothing there about another.
 */
export async function isShared(dataFolder: string, folder: string): Promise<boolean> {
  const own = join(await realpath(dataFolder), GAMES_FOLDER);
  if (folder !== own) return true;
  const [at, above] = await Promise.all([lstat(folder), lstat(dirname(folder))]);
  return at.dev !== above.dev || (await mountPoints()).includes(folder);
}

/** Where something is mounted, in this process's view; none where the system does not tell. */
async function mountPoints(): Promise<string[]> {
  const table = await readFile("/proc/self/mountinfo", "utf8").catch(() => "");
  // The fifth field of a line; spaces in it are written in octal (proc(5)).
  return table.split("\n").map((line) => {
    const path = line.split(" ")[4] ?? "";
    return path.replace(/\\(\d{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
  });
}
