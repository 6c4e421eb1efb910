import { execFileSync, spawn } from "node:child_process";
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import type { StorageSettings } from "../../../server/store/storage.ts";

// The two places where games are kept, for tests that run on both. PostgreSQL is Debian's (`apt-get install
// postgresql`), started on a free port over a temporary folder; without it those tests are skipped.

export interface Store {
  readonly settings: StorageSettings;
  stop(): Promise<void>;
}

export interface StoreKind {
  readonly name: string;
  readonly isMissing: boolean;
  start(): Promise<Store>;
}

const MODULES = fileURLToPath(new URL("../../../node_modules", import.meta.url));
const PGLITE = join(MODULES, "@electric-sql", "pglite");
const VERSIONS = "/usr/lib/postgresql";
const version = existsSync(VERSIONS)
  ? readdirSync(VERSIONS)
      .sort((a, b) => Number(a) - Number(b))
      .findLast((name) => existsSync(join(VERSIONS, name, "bin", "initdb")))
  : undefined;

export const STORES: readonly StoreKind[] = [
  { name: "PGlite", isMissing: false, start: startPglite },
  { name: "PostgreSQL", isMissing: version === undefined, start: startPostgres },
];

if (version === undefined) {
  process.stderr.write(
    "PostgreSQL is not installed (apt-get install postgresql): its half of the game's tests is skipped.\n",
  );
}

async function startPglite(): Promise<Store> {
  const data = mkdtempSync(join(tmpdir(), "graticule-games-"));
  cpSync(await emptyDatabase(), join(data, "games"), { recursive: true });
  return {
    settings: { data, databaseUrl: null },
    stop: async () => rmSync(data, { recursive: true, force: true }),
  };
}

/**
 * A folder with an empty database of PGlite's, without tables, to be copied: it takes six seconds of processor time to make
 * one, and it is the same for every test.
 */
async function emptyDatabase(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(PGLITE, "package.json"), "utf8"));
  const cache = join(MODULES, ".cache");
  const folder = join(cache, `pglite-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const made = mkdtempSync(join(cache, "pglite-making-"));
  await (await PGlite.create(made)).close();
  try {
    renameSync(made, folder);
  } catch (error) {
    // Another test was faster.
    rmSync(made, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

async function startPostgres(): Promise<Store> {
  const bin = join(VERSIONS, version!, "bin");
  const data = mkdtempSync(join(tmpdir(), "graticule-games-"));
  const cluster = join(data, "cluster");
  const port = await freePort();
  // PostgreSQL refuses to run as root; Debian's package brings a user for it.
  const isRoot = process.getuid?.() === 0;
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"]).toString());
  const user = isRoot ? { uid: id("-u"), gid: id("-g") } : {};
  if (isRoot) chownSync(data, id("-u"), id("-g"));
  const options = { ...user, cwd: data, stdio: "ignore" } as const;
  execFileSync(
    join(bin, "initdb"),
    ["-D", cluster, "-U", "graticule", "-A", "trust", "-E", "UTF8", "--no-sync"],
    options,
  );
  const server = spawn(
    join(bin, "postgres"),
    ["-D", cluster, "-p", String(port), "-k", data, "-c", "listen_addresses=127.0.0.1"],
    options,
  );
  await waitFor(() => {
    execFileSync(join(bin, "pg_isready"), ["-h", "127.0.0.1", "-p", String(port)], options);
  });
  return {
    settings: { data, databaseUrl: `postgres://graticule@127.0.0.1:${port}/postgres` },
    async stop() {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGQUIT");
      await ended;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function waitFor(works: () => void): Promise<void> {
  const end = Date.now() + 30_000;
  for (;;) {
    try {
      works();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
