import { execFileSync, spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readlinkSync,
  rmSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { newId, openSigner } from "../../../server/game/ids.ts";
import { createLazyGames } from "../../../server/game/open-games.ts";
import { openDatabase } from "../../../server/store/storage.ts";
import { geography } from "../../geography.ts";
import {
  ALBUMS,
  BUNDLE,
  LIMITS,
  locateFrankfurt,
  openTable,
  PLACES,
  playRound,
} from "../game/fixture.ts";
import { askerOf } from "../game/statements.ts";
import { STORES } from "../game/stores.ts";
import { temporaryFolder } from "../model/fixture.ts";

/** How often a spoilt database is opened; more of them show what stays in memory. */
const OPENINGS = Math.max(3, Number(process.env.OPENINGS ?? 3));

const UNAVAILABLE = { code: "storage_unavailable" };

/** A data folder with games. */
async function dataFolder(): Promise<string> {
  const store = await STORES[0]!.start();
  onTestFinished(() => store.stop());
  return store.settings.data;
}

/** Files of databases that this process has open, where the system tells. */
function openFiles(): string[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc/self/fd")
    .map((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`);
      } catch {
        return "";
      }
    })
    .filter((file) => file.includes("/games/"));
}

const at = (data: string) => ({ data, databaseUrl: null });

describe("a data folder that cannot be used", { timeout: 60_000 + OPENINGS * 5_000 }, () => {
  it.each([
    ["a file in its way", ["file"], /: a file has its name\. Make it/],
    ["a file above it", ["file", "data"], /: a part of its path is a file\. Make it/],
  ])("%s: says which, why and what to do", async (_, path, words) => {
    const data = await temporaryFolder();
    await writeFile(join(data, "file"), "");
    const folder = join(data, ...path);
    await expect(openSigner(folder)).rejects.toMatchObject(UNAVAILABLE);
    const error: Error = await openDatabase(at(folder)).then(
      () => new Error("opened"),
      (error) => error,
    );
    expect(error).toMatchObject(UNAVAILABLE);
    expect(error.message).toMatch(words);
    expect(error.message).toContain(folder);
    expect(error.message).toContain("GRATICULE_DATA");
  });

  it.each([
    ["damaged", (folder: string) => truncateSync(join(folder, "global", "pg_control"), 100)],
    ["half-written", (folder: string) => rmSync(join(folder, "base"), { recursive: true })],
    ["without its version", (folder: string) => rmSync(join(folder, "PG_VERSION"))],
  ])("a database that is %s is named, kept, and locks nobody out", async (_, spoil) => {
    const data = await dataFolder();
    spoil(join(data, "games"));
    const before = await readdir(join(data, "games"));
    const { exitCode } = process;
    const open = openFiles();
    const residentMb: number[] = [];
    for (let i = 0; i < OPENINGS; i++) {
      // Words alone: an assertion about the promise would keep the error, and it the database that it came from.
      const { code, message } = await openDatabase(at(data)).then(
        () => ({ code: "opened", message: "" }),
        ({ code, message }) => ({ code, message }),
      );
      expect(code).toBe(UNAVAILABLE.code);
      expect(message).toMatch(
        /games cannot be opened: .*Restore a copy of the folder, or move it away/,
      );
      residentMb.push(process.memoryUsage.rss() / 2 ** 20);
    }
    // Each that stayed would hold 13 MB.
    expect(residentMb.at(-1)! - residentMb[2]!).toBeLessThan(100);
    expect(process.exitCode).toBe(exitCode);
    expect(openFiles()).toEqual(open);
    expect(await readdir(join(data, "games"))).toEqual(expect.arrayContaining(before));
    expect(await readdir(data)).toEqual(["games"]);
  });

  it("makes a database anew that was interrupted while it was made", async () => {
    const data = await temporaryFolder();
    await mkdir(join(data, "games.new", "base"), { recursive: true });
    await mkdir(join(data, "games"));
    await (await openDatabase(at(data))).close();
    expect(await readdir(data)).toEqual(["games"]);
  });

  it("a key that was cut short is named", async () => {
    const data = await temporaryFolder();
    await writeFile(join(data, "player.key"), "short");
    await expect(openSigner(data)).rejects.toMatchObject({
      ...UNAVAILABLE,
      message: expect.stringMatching(
        /player\.key, has 5 bytes, expected 32\. Restore it, or delete it/,
      ),
    });
  });
});

describe("games whose storage fails", { timeout: 60_000 }, () => {
  it("are said once, refused at once for a while, and can be closed", async () => {
    const data = await dataFolder();
    truncateSync(join(data, "games", "global", "pg_control"), 100);
    const said: string[] = [];
    const log = { info() {}, warn() {}, error: (_: object, message: string) => said.push(message) };
    const games = createLazyGames(
      {
        ...at(data),
        geography,
        limits: LIMITS,
        albums: ALBUMS,
        starterPack: false,
        locate: locateFrankfurt,
        model: () => BUNDLE,
      },
      log,
    );
    games.tend();
    await expect.poll(() => said, { timeout: 20_000 }).toHaveLength(1);
    const started = performance.now();
    for (let i = 0; i < 50; i++) await expect(games.open()).rejects.toMatchObject(UNAVAILABLE);
    expect(performance.now() - started).toBeLessThan(1000);
    expect(said).toEqual([expect.stringContaining(join(data, "games"))]);
    await games.close();
  });
});

const canMount =
  process.platform === "linux" &&
  process.getuid?.() === 0 &&
  spawnSync("unshare", ["--mount", "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0;

describe.skipIf(!canMount)("a disk", { timeout: 120_000 }, () => {
  /** One of its own with room for so much. */
  async function disk(megabytes: number): Promise<string> {
    const folder = await temporaryFolder();
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder]);
    onTestFinished(async () => {
      for (let i = 0; i < 10 && spawnSync("umount", [folder]).status !== 0; i++) await sleep(100);
      spawnSync("umount", ["-l", folder]);
    });
    return folder;
  }

  function fill(file: string): void {
    const fd = openSync(file, "w");
    try {
      for (;;) writeSync(fd, Buffer.alloc(4096));
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe("ENOSPC");
    } finally {
      closeSync(fd);
    }
  }

  it("that is mounted for reading alone is named", async () => {
    const data = await disk(40);
    execFileSync("mount", ["-o", "remount,ro", data]);
    await expect(openDatabase(at(data))).rejects.toMatchObject({
      ...UNAVAILABLE,
      message: expect.stringContaining(
        `${data}: it is on a file system that is mounted for reading alone`,
      ),
    });
    await expect(openSigner(data)).rejects.toMatchObject(UNAVAILABLE);
  });

  it("that is too full for a database is named, and nothing is left on it", async () => {
    const data = await disk(20);
    await expect(openDatabase(at(data))).rejects.toMatchObject({
      ...UNAVAILABLE,
      message: expect.stringMatching(/its disk (?:is full|has \d+ MB left)/),
    });
    expect(await readdir(data)).toEqual([]);
  });

  it("that fills up keeps each guess that was acknowledged; others are refused until there is room", async () => {
    const data = await disk(200);
    await cp(join(await dataFolder(), "games"), join(data, "games"), { recursive: true });
    const table = await openTable(at(data));
    const acknowledged: string[] = [];
    const play = async (most: number): Promise<unknown> => {
      try {
        for (let games = 0; games < most; games++) {
          const player = newId();
          const request = { mode: "five", strength: "full", timerS: null } as const;
          const game = await table.games.start(player, request, null);
          for (let n = 1; n <= 5; n++) {
            const after = await playRound(table, player, game.id, n, PLACES[n]!);
            acknowledged.push(`${game.id} ${n} ${after.rounds[n - 1]!.reveal!.you.points}`);
          }
        }
        return null;
      } catch (error) {
        return error;
      }
    };
    expect(await play(2)).toBeNull();
    const filler = join(data, "filler");
    fill(filler);
    // The log of the database has some room of its own.
    expect(await play(4000)).toMatchObject(UNAVAILABLE);
    await expect(table.games.packs()).rejects.toMatchObject(UNAVAILABLE);
    await expect(table.database.lost).resolves.toMatchObject(UNAVAILABLE);
    await table.close();
    expect(openFiles().filter((file) => file.startsWith(data))).toEqual([]);
    expect(existsSync(join(data, "games.lock"))).toBe(false);
    await rm(filler);
    const again = await openDatabase(at(data));
    const rows = await askerOf(again)<{ game_id: string; n: number; points: number }>(
      "select game_id, n, points from guesses",
    );
    await again.close();
    const kept = new Set(rows.map(({ game_id, n, points }) => `${game_id} ${n} ${points}`));
    expect(acknowledged.length).toBeGreaterThanOrEqual(10);
    expect(acknowledged.filter((line) => !kept.has(line))).toEqual([]);
  });
});
