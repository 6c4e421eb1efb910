import { existsSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { changeStore, putInPlace, recover, stage, storeAt } from "../../../server/hub/store.ts";
import { TINY, temporaryFolder } from "../model/fixture.ts";

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

  it("is changed by one process at a time, which says who it is", async () => {
    const store = storeAt(await temporaryFolder());
    let leave = () => {};
    const first = changeStore(store, () => new Promise<void>((resolve) => (leave = resolve)));
    await expect.poll(() => existsSync(store.lock)).toBe(true);
    await expect(changeStore(store, async () => "in")).rejects.toMatchObject({
      code: "already_pulling",
      message: expect.stringMatching(
        new RegExp(`by process ${process.pid} on .*remove ${store.lock}`),
      ),
    });
    leave();
    await first;
    expect(await changeStore(store, async () => "in")).toBe("in");
  });
});
