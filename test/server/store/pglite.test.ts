import { stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nameOf } from "../../../server/files/process-start.ts";
import { openPglite } from "../../../server/store/pglite.ts";
import { temporaryFolder } from "../model/fixture.ts";

describe("openPglite", () => {
  it("refuses a folder that is open already, and says where", async () => {
    const folder = await temporaryFolder();
    const database = await openPglite(folder);
    await expect(openPglite(folder)).rejects.toMatchObject({
      code: "storage_unavailable",
      message: expect.stringContaining(`open in process ${process.pid} on ${hostname()}`),
    });
    await database.close();
    await (await openPglite(folder)).close();
  });

  it("opens after a process that was killed, even if this one has its number", async () => {
    const folder = await temporaryFolder();
    const own = { pid: process.pid, host: hostname(), ...(await nameOf(process.pid)) };
    const gone = { ...own, start: `${own.start}0` };
    await writeFile(join(folder, "games.lock"), JSON.stringify(gone));
    await (await openPglite(folder)).close();
  });

  it("lets nobody else into its folder, whose files PGlite makes writable for everybody", async () => {
    const folder = await temporaryFolder();
    await (await openPglite(folder)).close();
    expect((await stat(join(folder, "games"))).mode & 0o777).toBe(0o700);
  });
});
