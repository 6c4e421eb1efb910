import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "../../../server/store/storage.ts";
import { PLACES, picture } from "../game/fixture.ts";
import { STORES, type Store } from "../game/stores.ts";
import { temporaryFolder } from "../model/fixture.ts";
import { runInTerminal } from "./terminal.ts";

let store: Store;
let folder: string;

beforeAll(async () => {
  store = await STORES[0]!.start();
  folder = join(await temporaryFolder(), "walk");
  await mkdir(join(folder, "sub"), { recursive: true });
  await writeFile(join(folder, "a.jpg"), await picture(1, null));
  await writeFile(join(folder, "b.jpg"), await picture(2, null));
  await writeFile(join(folder, "sub", "a.jpg"), await picture(3, null));
}, 60_000);
afterAll(() => store?.stop());

/** `photos add` with a CSV of these lines. */
async function add(lines: readonly string[], ...flags: string[]) {
  const csv = join(folder, "photos.csv");
  await writeFile(csv, ["file,lat,lon,licence,author", ...lines].join("\n"));
  const env = { GRATICULE_DATA: store.settings.data, GRATICULE_PROGRESS: "off" };
  const run = await runInTerminal(["photos", "add", folder, "--csv", csv, ...flags], { env });
  return { ...run, counts: run.stdout === "" ? null : JSON.parse(run.stdout) };
}

const at = (i: number) => `${PLACES[i]!.lat},${PLACES[i]!.lng}`;

describe("photos add", { timeout: 60_000 }, () => {
  it("adds, leaves alone what is as it was, and corrects what the CSV states anew", async () => {
    const first = [`a.jpg,${at(0)},CC0,Ann`, `b.jpg,${at(1)},CC0,Ann`, "gone.jpg,1,2,,"];
    const added = await add(first);
    expect(added).toMatchObject({ exit: 0, counts: { photos: 2, added: 2 } });
    expect(added.stderr).toContain("1 of the CSV's 3 rows name no photo in");
    expect(added.stderr).toContain(": gone.jpg");
    expect(await add(first)).toMatchObject({ exit: 0, counts: { added: 0, unchanged: 2 } });
    const { exit, counts, stderr } = await add([
      `a.jpg,${at(2)},CC BY 4.0,Ann`,
      `b.jpg,${at(1)},CC0,Ann`,
    ]);
    expect({ exit, counts }).toMatchObject({
      exit: 0,
      counts: { added: 0, updated: 1, unchanged: 1, leftOut: 0, failed: 0 },
    });
    expect(stderr).toContain(
      'a.jpg: updated: position 48.85661, 2.35222 -> 35.68949, 139.69171, licence "CC0" -> "CC BY 4.0"',
    );
  });

  it("stores and changes nothing from a CSV whose columns are exchanged", async () => {
    const { exit, stdout, stderr } = await add([
      `a.jpg,${PLACES[0]!.lng},${PLACES[0]!.lat},,`,
      `b.jpg,${PLACES[2]!.lng},${PLACES[2]!.lat},,`,
    ]);
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: "" });
    expect(stderr).toContain("photos.csv: 2 of its 2 positions lie off Earth or in the open sea");
    expect(stderr).toContain("Latitude and longitude look swapped");
  });

  it("tells photos of one name in two folders apart, and asks which one a row means", async () => {
    const vague = await add([`a.jpg,${at(3)},,`, `b.jpg,${at(1)},,`], "--recursive");
    expect(vague).toMatchObject({ exit: 1, counts: { updated: 1, unchanged: 1, failed: 1 } });
    expect(vague.stderr).toContain(
      "sub/a.jpg: line 2 of the CSV says a.jpg, and 2 photos are called so: write the folder too",
    );
    const clear = await add(
      [`a.jpg,${at(2)},,`, `b.jpg,${at(1)},,`, `sub/a.jpg,${at(3)},CC0,Bo`],
      "--recursive",
    );
    expect(clear).toMatchObject({ exit: 0, counts: { added: 1, updated: 1, unchanged: 1 } });
  });
});

it("what needs the games says who has them open, and where the packs are listed meanwhile", async () => {
  const env = { GRATICULE_DATA: store.settings.data, GRATICULE_PROGRESS: "off" };
  const database = await openDatabase(store.settings);
  try {
    const list = await runInTerminal(["photos", "list"], { env });
    const games = await runInTerminal(["games", "export"], { env });
    for (const { exit, stdout, stderr } of [list, games]) {
      expect({ exit, stdout }).toEqual({ exit: 3, stdout: "" });
      expect(stderr).toContain(`are open in process ${process.pid} on `);
      expect(stderr).toContain("Stop it first (`graticule serve`?), or keep games in PostgreSQL");
    }
    expect(list.stderr).toContain("A service that runs lists its packs itself, at /v1/packs.");
  } finally {
    await database.close();
  }
  expect((await runInTerminal(["photos", "list"], { env })).exit).toBe(0);
}, 60_000);
