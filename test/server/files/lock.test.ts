import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withLock } from "../../../server/files/lock.ts";
import { putInPlace, recover, stage, storeAt } from "../../../server/hub/store.ts";
import { TINY, temporaryFolder } from "../model/fixture.ts";

async function lockFile(content?: object): Promise<string> {
  const file = join(await temporaryFolder(), "models.lock");
  if (content) await writeFile(file, JSON.stringify(content));
  return file;
}

describe("withLock", () => {
  it("lets one in at a time and says who is in", async () => {
    const file = await lockFile();
    let leave = () => {};
    const first = withLock(file, () => new Promise<void>((resolve) => (leave = resolve)));
    await expect.poll(() => existsSync(file)).toBe(true);
    await expect(withLock(file, async () => "in")).rejects.toMatchObject({
      code: "already_pulling",
      message: expect.stringMatching(new RegExp(`by process ${process.pid} on .*remove ${file}`)),
    });
    leave();
    await first;
    expect(await withLock(file, async () => "in")).toBe("in");
    expect(existsSync(file)).toBe(false);
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
    const longAgo = new Date(Date.now() - 5 * 60_000);
    await utimes(file, longAgo, longAgo);
    expect(await withLock(file, async () => "in")).toBe("in");
  });
});

describe("the store", () => {
  async function installed() {
    const store = storeAt(await temporaryFolder());
    const manifest = JSON.parse(await readFile(join(TINY, "bundle.json"), "utf8"));
    const put = async (version: string) => {
      await stage(store, { ...manifest, version }, (path) => join(TINY, path), "copy");
      return putInPlace(store, "tiny");
    };
    const version = async () =>
      JSON.parse(await readFile(join(store.models, "tiny", "bundle.json"), "utf8")).version;
    return { store, put, version };
  }

  it("replaces a bundle as a whole", async () => {
    const { store, put, version } = await installed();
    await put("1");
    await put("2");
    expect(await version()).toBe("2");
    expect(await readdir(join(store.data, "staging"))).toEqual([]);
  });

  it("brings back the bundle that was being replaced when the process died", async () => {
    const { store, put, version } = await installed();
    await put("1");
    const { renameSync } = await import("node:fs");
    await mkdir(join(store.data, "staging", "new-tiny"), { recursive: true });
    renameSync(join(store.models, "tiny"), join(store.data, "staging", "old-tiny"));
    await recover(store);
    expect(await version()).toBe("1");
    expect(await readdir(join(store.data, "staging"))).toEqual([]);
  });

  it("drops the old bundle when the new one was in place already", async () => {
    const { store, put, version } = await installed();
    await put("2");
    await mkdir(join(store.data, "staging", "old-tiny"), { recursive: true });
    await recover(store);
    expect(await version()).toBe("2");
    expect(await readdir(join(store.data, "staging"))).toEqual([]);
  });
});
