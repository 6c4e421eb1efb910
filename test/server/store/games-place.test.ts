import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { lstat, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openPglite } from "../../../server/store/pglite.ts";
import { openDatabase } from "../../../server/store/storage.ts";
import { askerOf } from "../game/statements.ts";
import { temporaryFolder } from "../model/fixture.ts";

const at = (data: string) => ({ data, databaseUrl: null });

/** Opens, writes and closes, then finds what was written. */
async function expectKept(data: string): Promise<void> {
  const first = await openDatabase(at(data));
  await askerOf(first)("create table if not exists notes (text text)");
  await askerOf(first)("insert into notes values ('kept')");
  await first.close();
  const again = await openDatabase(at(data));
  expect(await askerOf(again)<{ text: string }>("select text from notes limit 1")).toEqual([
    { text: "kept" },
  ]);
  await again.close();
}

describe("games in a folder that somebody else has made", { timeout: 120_000 }, () => {
  it("are kept behind a link, which stays", async () => {
    const [data, disk] = [await temporaryFolder(), await temporaryFolder()];
    await symlink(disk, join(data, "games"));
    await expectKept(data);
    expect((await lstat(join(data, "games"))).isSymbolicLink()).toBe(true);
    expect(await readdir(disk)).toContain("PG_VERSION");
    expect(await readdir(disk)).not.toContain("making");
    expect(await readdir(data)).toEqual(["games"]);
  });

  it("are open once, by whichever data folder they are reached", async () => {
    const [one, two, disk] = [
      await temporaryFolder(),
      await temporaryFolder(),
      await temporaryFolder(),
    ];
    for (const data of [one, two]) await symlink(disk, join(data, "games"));
    const database = await openPglite(one);
    await expect(openPglite(two)).rejects.toMatchObject({
      code: "storage_unavailable",
      message: expect.stringContaining("are open in process"),
    });
    await database.close();
    expect(await readdir(disk)).not.toContain("games.lock");
    await (await openPglite(two)).close();
  });

  it("are refused behind a link that leads nowhere: the disk is not there", async () => {
    const data = await temporaryFolder();
    await symlink("/nowhere/games", join(data, "games"));
    await expect(openPglite(data)).rejects.toMatchObject({
      code: "storage_unavailable",
      message: expect.stringMatching(
        /games: it is a link to \/nowhere\/games, and nothing is there\. Make it a folder/,
      ),
    });
    expect((await lstat(join(data, "games"))).isSymbolicLink()).toBe(true);
    expect(await readdir(data)).toEqual(["games"]);
  });

  it("are made anew where they were interrupted, at any step", async () => {
    const data = await temporaryFolder();
    const games = join(data, "games");
    await mkdir(join(games, "making", "base"), { recursive: true });
    await mkdir(join(games, "base"));
    await writeFile(join(games, "PG_VERSION"), "17");
    await expectKept(data);
    expect(existsSync(join(games, "making"))).toBe(false);
  });

  it("are not made over what is not theirs", async () => {
    const data = await temporaryFolder();
    await mkdir(join(data, "games"));
    await writeFile(join(data, "games", "holiday.jpg"), "photo");
    await expect(openPglite(data)).rejects.toMatchObject({ code: "storage_unavailable" });
    expect(await readdir(join(data, "games"))).toEqual(["holiday.jpg"]);
  });
});

const canMount =
  process.platform === "linux" &&
  process.getuid?.() === 0 &&
  spawnSync("unshare", ["--mount", "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0;

describe.skipIf(!canMount)("games in a folder that is mounted", { timeout: 120_000 }, () => {
  async function mounted(...options: string[]): Promise<string> {
    const data = await temporaryFolder();
    const games = join(data, "games");
    await mkdir(games);
    execFileSync("mount", [...options, games]);
    onTestFinished(() => void spawnSync("umount", ["-l", games]));
    return data;
  }

  it("are kept on a disk of their own, beside what a file system has there", async () => {
    const data = await mounted("-t", "tmpfs", "-o", "size=200m", "tmpfs");
    await mkdir(join(data, "games", "lost+found"));
    await expectKept(data);
    expect(await readdir(join(data, "games"))).toContain("lost+found");
  });

  it("are open once where one folder is mounted into two", async () => {
    const disk = await temporaryFolder();
    const [one, two] = [await mounted("--bind", disk), await mounted("--bind", disk)];
    const database = await openPglite(one);
    await expect(openPglite(two)).rejects.toMatchObject({
      message: expect.stringContaining("are open in process"),
    });
    await database.close();
    await (await openPglite(two)).close();
  });

  it("are refused on a disk that is too full for them, which is named and left empty", async () => {
    const data = await mounted("-t", "tmpfs", "-o", "size=20m", "tmpfs");
    await expect(openPglite(data)).rejects.toMatchObject({
      code: "storage_unavailable",
      message: expect.stringMatching(/games: its disk (is full|has \d+ MB left)/),
    });
    expect(await readdir(join(data, "games"))).toEqual([]);
  });
});
