import { copyFile, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { EXIT } from "../../../server/process/exit.ts";
import { runInTerminal } from "./terminal.ts";

const TINY = fileURLToPath(new URL("../../fixtures/bundle", import.meta.url));
const PHOTOS = fileURLToPath(new URL("../../fixtures/photos", import.meta.url));
const NAMES = ["landscape.jpg", "portrait.webp", "print.jpg", "small.png"];

async function makeWorld() {
  const folder = await mkdtemp(join(tmpdir(), "graticule-index-"));
  for (const name of NAMES) await copyFile(join(PHOTOS, name), join(folder, name));
  const csv = join(folder, "photos.csv");
  const rows = NAMES.map((name, i) => `${name},${48 + i},${2 + i}`);
  await writeFile(csv, `file,lat,lon\n${rows.join("\n")}\nnowhere.jpg,,\n`);
  const data = join(folder, "data");
  return { folder, csv, data, env: { GRATICULE_BUNDLE: TINY, GRATICULE_DATA: data } };
}

describe("index", () => {
  it("builds from a CSV, lists, verifies, finds a photo of its own first, and removes", async () => {
    const { folder, csv, env } = await makeWorld();
    const flags = ["--licence", "CC0", "--origin", "tests", "--names"];
    const built = await runInTerminal(["index", "build", csv, ...flags], { env });
    expect(built.exit).toBe(EXIT.ok);
    expect(JSON.parse(built.stdout)).toMatchObject({ photos: 4, kept: 0, leftOut: 0 });
    expect(JSON.parse(built.stdout).loss.lowestCosine).toBeGreaterThan(0.999);
    expect(built.stderr).toMatch(/1 rows state no place/);

    const listed = await runInTerminal(["index", "list"], { env });
    expect(listed.stdout).toMatch(/^photos +4 +tiny 1\.0\.0 +CC0 +tests$/m);
    const verified = await runInTerminal(["index", "verify"], { env });
    expect(verified).toMatchObject({ exit: EXIT.ok, stdout: "ok    photos: 4 photos\n" });

    const photo = join(folder, "print.jpg");
    const asked = ["index", "nearest", photo, "--index", "photos", "--json"];
    const { neighbours, licence } = JSON.parse((await runInTerminal(asked, { env })).stdout);
    expect(licence).toBe("CC0");
    expect(neighbours).toHaveLength(4);
    expect(neighbours[0]).toEqual({
      place: { lat: 50, lng: 4 },
      similarity: expect.closeTo(1, 3),
      name: "print.jpg",
    });
    const far = await runInTerminal([...asked, "--farthest"], { env });
    expect(JSON.parse(far.stdout).neighbours[3]).toEqual(neighbours[0]);

    expect((await runInTerminal(["index", "remove", "photos"], { env })).exit).toBe(EXIT.ok);
    const again = await runInTerminal(["index", "remove", "photos"], { env });
    expect(again.exit).toBe(EXIT.usage);
    expect(again.stderr).toMatch(/expected one of: \(there is none\)/);
  });

  it("names photos that cannot be read, and exits 1", async () => {
    const { folder, csv, env } = await makeWorld();
    await writeFile(join(folder, "print.jpg"), "not a photo");
    const { exit, stdout, stderr } = await runInTerminal(["index", "build", csv], { env });
    expect(exit).toBe(EXIT.someFailed);
    expect(stderr).toMatch(/^print\.jpg: left out: /m);
    expect(JSON.parse(stdout)).toMatchObject({ photos: 3, leftOut: 1 });
  });

  it("goes on after it was stopped, to the same file as without a stop", async () => {
    const { csv, data, env } = await makeWorld();
    const stop = new AbortController();
    stop.abort();
    const stopped = await runInTerminal(["index", "build", csv], { env, signal: stop.signal });
    expect(stopped.exit).toBe(EXIT.someFailed);
    expect(stopped.stderr).toMatch(/The same command goes on/);
    await runInTerminal(["index", "build", csv, "--output", "whole"], { env });
    const indexes = join(data, "indexes");
    const file = join(indexes, "photos.gidx");
    await runInTerminal(["index", "build", csv], { env });
    const whole = await readFile(file);
    expect(whole).toEqual(await readFile(join(indexes, "whole.gidx")));
    expect((await readdir(indexes)).sort()).toEqual(["photos.gidx", "whole.gidx"]);
  });

  it("takes what an earlier build has left, but for a line that was cut", async () => {
    const { folder, csv, env } = await makeWorld();
    const { openJournal } = await import("../../../server/retrieval/journal.ts");
    const { readBundle } = await import("../../../server/model/bundle.ts");
    const { encoderName } = await import("../../../server/retrieval/encoder-name.ts");
    const output = join(folder, "own.gidx");
    const journal = await openJournal(`${output}.partial`, encoderName(await readBundle(TINY)), 8);
    const { stat } = await import("node:fs/promises");
    const path = join(folder, NAMES[0]!);
    const { size, mtimeMs } = await stat(path);
    const values = Int8Array.from([127, 0, 0, 0, 0, 0, 0, 0]);
    const stamp = JSON.stringify([path, size, mtimeMs, 48, 2]);
    await journal.append(stamp, { lat: 48, lng: 2, values, cosine: 1 });
    await journal.close();
    await writeFile(`${output}.partial`, '{"stamp":"cut', { flag: "a" });
    const args = ["index", "build", csv, "--output", output];
    const built = await runInTerminal(args, { env });
    expect(JSON.parse(built.stdout)).toMatchObject({ photos: 4, kept: 1 });
  });

  it("refuses what another bundle has left", async () => {
    const { folder, csv, env } = await makeWorld();
    const output = join(folder, "own.gidx");
    const head = { name: "other", version: "9", encoder: "f".repeat(64) };
    await writeFile(`${output}.partial`, `${JSON.stringify(head)}\n`);
    const args = ["index", "build", csv, "--output", output];
    const { exit, stderr } = await runInTerminal(args, { env });
    expect(exit).toBe(EXIT.notReady);
    expect(stderr).toMatch(/other 9 has made it, another bundle\. Delete it/);
  });

  it("says what is wrong with what is asked", async () => {
    const { folder, csv, env } = await makeWorld();
    const of = async (...args: string[]) =>
      (await runInTerminal(["index", ...args], { env })).stderr;
    expect(await of("build", join(folder, "no.csv"))).toMatch(/no such folder or CSV/);
    expect(await of("build", csv, "--output", "x/y")).toMatch(/a path that ends in \.gidx/);
    expect(await of("nearest", csv, "--index", "none")).toMatch(/is not there/);
    expect(await of("nearest", csv, "--index", "none", "-k", "0")).toMatch(/--count: expected/);
    expect(await of("nearest", csv)).toMatch(/needs an index: --index/);
    expect(await of("verify", "none")).toBe("");
  });

  it("takes places from the photos of a folder, and leaves out those without", async () => {
    const { folder, env } = await makeWorld();
    const { exit, stderr } = await runInTerminal(["index", "build", folder], { env });
    expect(exit).not.toBe(EXIT.ok);
    expect(stderr).toMatch(/left out: no place is known of it/);
  });
});
