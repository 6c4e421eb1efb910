import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { withSavedLooks } from "../../../server/cli/album-looks.ts";
import { openLocator } from "../../../server/locate/locator.ts";
import { EXIT } from "../../../server/process/exit.ts";
import { TINY } from "../model/fixture.ts";
import { runInTerminal, type World } from "./terminal.ts";

let folder: string;
let world: World;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "graticule-looks-"));
  const cache = await mkdtemp(join(tmpdir(), "graticule-cache-"));
  world = { env: { GRATICULE_BUNDLE: TINY, GRATICULE_CACHE: cache }, openLocator };
  for (const [name, red] of [
    ["a.jpg", 20],
    ["b.jpg", 90],
    ["c.jpg", 200],
  ] as const) {
    const background = { r: red, g: 120, b: 255 - red };
    const photo = sharp({ create: { width: 64, height: 64, channels: 3, background } });
    await writeFile(at(name), await photo.jpeg().toBuffer());
  }
});

const linesOf = (text: string) =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("album of saved looks", () => {
  it("is solved without the photos as with them, under the prior of the looks", async () => {
    const seen = await runInTerminal(
      ["predict", at("a.jpg"), at("b.jpg"), "--look", "--prior", "land", "--format", "jsonl"],
      world,
    );
    expect(seen.exit).toBe(EXIT.ok);
    await writeFile(at("saved.jsonl"), seen.stdout);
    const photos = ["a.jpg", "b.jpg", "c.jpg"].map(at);
    const rest = ["--format", "jsonl", "--order", "name"];
    const byPhotos = await runInTerminal(["album", ...photos, "--prior", "land", ...rest], world);
    const byLooks = await runInTerminal(["album", at("saved.jsonl"), photos[2]!, ...rest], world);
    expect(byLooks.exit).toBe(EXIT.ok);
    const [near, exact] = [linesOf(byLooks.stdout), linesOf(byPhotos.stdout)];
    expect(near.map(({ file }) => file)).toEqual(photos);
    for (const [i, { prior, album, best, image }] of near.entries()) {
      expect(prior).toBe("land");
      expect(album.photos).toBe(3);
      expect(album.belongs).toBeCloseTo(exact[i].album.belongs, 2);
      expect(best.placeName).toBe(exact[i].best.placeName);
      expect(image).toEqual(exact[i].image);
    }
  });

  it("names lines that bring no look", async () => {
    const lines = [
      '{"file":"a.jpg","look":"AA"}',
      "",
      '{"file":"b.jpg"}',
      '{"file":"c.jpg","error":{"message":"The photo is damaged."}}',
      "no JSON",
      '{"look":"AA"}',
      '{"file":"d.jpg","look":7}',
    ];
    await writeFile(at("mixed.jsonl"), lines.join("\n"));
    await writeFile(at("empty.jsonl"), "\n");
    const inputs = ["mixed.jsonl", "empty.jsonl", "gone.jsonl", "a.jpg"].map((name) => ({
      file: at(name),
      read: () => Promise.reject(new Error("is not read here")),
    }));
    expect(await withSavedLooks(inputs)).toMatchObject([
      { file: "a.jpg", look: "AA" },
      { file: "b.jpg", fault: expect.stringContaining("predict --look") },
      { file: "c.jpg", fault: "it was not answered: The photo is damaged." },
      { file: `${at("mixed.jsonl")}:5`, fault: "the line is not JSON" },
      { file: `${at("mixed.jsonl")}:6`, fault: expect.stringContaining("`file`") },
      { file: `${at("mixed.jsonl")}:7`, fault: expect.stringContaining("`file`") },
      { file: at("empty.jsonl"), fault: "it has no predictions" },
      { file: at("gone.jsonl"), fault: "the file cannot be read" },
      { file: at("a.jpg") },
    ]);
  });

  it("ends at looks that cannot be used, and names each", async () => {
    await writeFile(at("forged.jsonl"), '{"file":"a.jpg","look":"AAAA"}\n');
    const { exit, stderr, stdout } = await runInTerminal(["album", at("forged.jsonl")], world);
    expect(exit).toBe(EXIT.usage);
    expect(stdout).toBe("");
    expect(stderr).toContain('"a.jpg": the look is damaged');
  });

  it("refuses forms that have no room for looks", async () => {
    const { exit, stderr } = await runInTerminal(
      ["predict", at("a.jpg"), "--look", "--format", "csv"],
      world,
    );
    expect(exit).toBe(EXIT.usage);
    expect(stderr).toContain("--look goes with --format jsonl or json");
  });
});
