import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { LockedError, takeLock, withLock } from "../../../server/files/lock.ts";
import { nameOf } from "../../../server/files/process-start.ts";
import { temporaryFolder } from "../model/fixture.ts";

async function lockFile(content?: object): Promise<string> {
  const file = join(await temporaryFolder(), "models.lock");
  if (content) await writeFile(file, JSON.stringify(content));
  return file;
}

/** So that what takes a minute takes a second here. */
const QUICK = { beatMs: 50 };

async function silentFor(file: string, minutes: number): Promise<void> {
  const then = new Date(Date.now() - minutes * 60_000);
  await utimes(file, then, then);
}

describe("withLock", () => {
  it("lets one in at a time and says who is in", async () => {
    const file = await lockFile();
    let leave = () => {};
    const first = withLock(file, () => new Promise<void>((resolve) => (leave = resolve)));
    await expect.poll(() => existsSync(file)).toBe(true);
    await expect(withLock(file, async () => "in")).rejects.toMatchObject({
      file,
      holder: expect.stringMatching(new RegExp(`^process ${process.pid} on .`)),
    });
    leave();
    await first;
    expect(await withLock(file, async () => "in")).toBe("in");
    expect(await readdir(dirname(file))).toEqual([]);
  });

  it("is left when the task fails", async () => {
    const file = await lockFile();
    const failing = withLock(file, () => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
    expect(existsSync(file)).toBe(false);
  });

  it("takes over from a process that is gone", async () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    const file = await lockFile({ pid, host: hostname() });
    expect(await withLock(file, async () => "in")).toBe("in");
  });

  it("respects a process on another machine while it gives signs of life", async () => {
    const file = await lockFile({ pid: 1, host: "elsewhere" });
    await expect(withLock(file, async () => "in")).rejects.toThrow(/process 1 on elsewhere/);
    await silentFor(file, 5);
    expect(await withLock(file, async () => "in", QUICK)).toBe("in");
  });
});

describe("takeLock", () => {
  it("respects a process of this machine that has been silent: it may be suspended", async () => {
    const file = await lockFile();
    const lock = await takeLock(file);
    await silentFor(file, 5);
    await expect(takeLock(file)).rejects.toThrow(LockedError);
    await lock.release();
  });

  it.runIf(process.platform === "linux")(
    "takes over from a process whose number another has now, as in a container",
    async () => {
      const own = { pid: process.pid, host: hostname(), ...(await nameOf(process.pid)) };
      expect(own.start).toMatch(/^\d+$/);
      await expect(takeLock(await lockFile(own))).rejects.toThrow(LockedError);
      const gone = await lockFile({ ...own, start: `${own.start}0` });
      await (await takeLock(gone)).release();
      // A machine may change its name.
      const renamed = await lockFile({ ...own, host: "elsewhere", start: `${own.start}0` });
      await (await takeLock(renamed)).release();
    },
  );

  it("takes over what says nothing once it has been silent", async () => {
    const file = await lockFile();
    await writeFile(file, "");
    await expect(takeLock(file)).rejects.toMatchObject({ holder: "another process" });
    await silentFor(file, 5);
    await (await takeLock(file, QUICK)).release();
  });

  it("lets one of many take over", async () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    for (let round = 0; round < 20; round++) {
      const file = await lockFile({ pid, host: hostname(), round });
      const tries = await Promise.allSettled(Array.from({ length: 16 }, () => takeLock(file)));
      const taken = tries.filter((result) => result.status === "fulfilled");
      expect(taken).toHaveLength(1);
      await taken[0]!.value.release();
      expect(await readdir(dirname(file))).toEqual([]);
    }
  });

  it.runIf(process.platform === "linux").each([
    ["container of this machine", { space: "pid:[1]" }],
    ["machine of the same name", { boot: "of another boot" }],
  ])("cannot see a process of another %s: it waits for signs of life", async (_, other) => {
    const own = { pid: process.pid, host: hostname(), ...(await nameOf(process.pid)) };
    const file = await lockFile({ ...own, start: "0", ...other });
    await expect(takeLock(file)).rejects.toMatchObject({ freeInMs: expect.any(Number) });
    await silentFor(file, 5);
    await (await takeLock(file, QUICK)).release();
  });

  it.each([
    ["forward", 60],
    ["back", -60],
  ])("neither frees a live lock nor keeps a dead one when the clock was set %s", async (_, by) => {
    const file = await lockFile({ pid: 1, host: "elsewhere" });
    const live = setInterval(() => silentFor(file, by), QUICK.beatMs);
    await silentFor(file, by);
    await expect(takeLock(file, QUICK)).rejects.toThrow(LockedError);
    clearInterval(live);
    await silentFor(file, by);
    await (await takeLock(file, QUICK)).release();
  });

  it("tells who was suspended for too long that the lock is another's, and touches it no more", async () => {
    const file = await lockFile();
    const lost: string[] = [];
    const lock = await takeLock(file, { ...QUICK, onLost: () => lost.push("once") });
    await writeFile(file, JSON.stringify({ pid: 1, host: "elsewhere" }));
    await silentFor(file, 5);
    const { mtimeMs } = await stat(file);
    await expect.poll(() => lost).toEqual(["once"]);
    await new Promise((resolve) => setTimeout(resolve, 3 * QUICK.beatMs));
    expect(lost).toEqual(["once"]);
    expect((await stat(file)).mtimeMs).toBe(mtimeMs);
    await lock.release();
    expect(existsSync(file)).toBe(true);
  });

  it("knows at once that it was lost while its process was suspended", async () => {
    const file = await lockFile();
    const lost: string[] = [];
    const lock = await takeLock(file, { beatMs: 400, onLost: () => lost.push("once") });
    expect(await lock.isHeld()).toBe(true);
    await writeFile(file, JSON.stringify({ pid: 1, host: "elsewhere" }));
    // No timer of this process runs meanwhile, as when it is suspended.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 900);
    expect(await lock.isHeld()).toBe(false);
    expect(lost).toEqual(["once"]);
    await lock.release();
  });

  it("takes over although somebody was killed while taking over", async () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    const dead = { pid, host: hostname() };
    const file = await lockFile(dead);
    const claim = createHash("sha256").update(JSON.stringify(dead)).digest("hex").slice(0, 16);
    await writeFile(`${file}.${claim}`, JSON.stringify({ ...dead, id: "claimed" }));
    const tries = await Promise.allSettled(Array.from({ length: 16 }, () => takeLock(file)));
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await readdir(dirname(file))).toEqual([basename(file)]);
  });

  it("leaves the lock of another alone when it is released late", async () => {
    const file = await lockFile();
    const lock = await takeLock(file);
    await writeFile(file, JSON.stringify({ pid: 1, host: "elsewhere" }));
    await lock.release();
    expect(await readFile(file, "utf8")).toContain("elsewhere");
  });

  it("outlives a killed process for no longer than it takes to look", async () => {
    const file = await lockFile();
    const module = JSON.stringify(new URL("../../../server/files/lock.ts", import.meta.url).href);
    const program = `const { takeLock } = await import(${module});
      await takeLock(${JSON.stringify(file)}); console.log("held"); setInterval(() => {}, 1000);`;
    const child = spawn(
      process.execPath,
      ["--import", "tsx", "--input-type=module", "-e", program],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    await once(child.stdout, "data");
    await expect(takeLock(file)).rejects.toMatchObject({
      holder: `process ${child.pid} on ${hostname()}`,
    });
    child.kill("SIGKILL");
    await once(child, "close");
    await (await takeLock(file)).release();
  });
});
