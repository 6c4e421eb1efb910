import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { holdBasemap, OWN_BASEMAP, readBasemap } from "../../../server/basemap/basemap.ts";
import { type Host, type Page, startHost } from "./host.ts";
import { rasterArchive, styleOf, vectorArchive } from "./maps.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "graticule-maps-"));
  await writeFile(join(folder, "streets.pmtiles"), vectorArchive());
});
afterAll(() => rm(folder, { recursive: true }));

async function save(name: string, content: Uint8Array | object | string): Promise<string> {
  const file = join(folder, name);
  const isPlain = typeof content === "string" || content instanceof Uint8Array;
  await writeFile(file, isPlain ? content : JSON.stringify(content));
  return file;
}

async function host(pages: Readonly<Record<string, Page>>): Promise<Host> {
  const started = await startHost((path) => pages[path]);
  onTestFinished(started.close);
  return started;
}

describe("a PMTiles file", () => {
  it("is described to the page, and served alone of its folder", async () => {
    const basemap = await readBasemap(join(folder, "streets.pmtiles"));
    expect(basemap.choice).toMatchObject({
      kind: "archive",
      url: "basemap/files/streets.pmtiles",
      tiles: "vector",
      layers: ["earth", "water", "roads", "places"],
      attribution: "© <b>Test</b> mappers",
      coversWorld: true,
      hosts: [],
    });
    expect(basemap.reach).toEqual({ connect: [], font: [] });
    expect(basemap.files?.has("streets.pmtiles")).toBe(true);
    expect(basemap.files?.has("other.pmtiles")).toBe(false);
  });

  it("of a part of the world is told apart from one of all of it", async () => {
    const part = Buffer.from(vectorArchive());
    const [west, east] = [102, 110];
    part.writeInt32LE(5e7, west);
    part.writeInt32LE(16e7, east);
    const { choice } = await readBasemap(await save("part.pmtiles", part));
    expect(choice).toMatchObject({ coversWorld: false });
  });

  it("may hold pictures", async () => {
    const { choice } = await readBasemap(await save("pictures.pmtiles", await rasterArchive()));
    expect(choice).toMatchObject({ kind: "archive", tiles: "raster", layers: [] });
  });

  it("may lie on another host, which the page then reaches", async () => {
    const { url } = await host({ "/a.pmtiles": vectorArchive() });
    const basemap = await readBasemap(`${url}a.pmtiles?key=1`);
    expect(basemap.choice).toMatchObject({
      kind: "archive",
      url: `${url}a.pmtiles?key=1`,
      hosts: [new URL(url).origin],
    });
    expect(basemap.reach.connect).toEqual([new URL(url).origin]);
    expect(basemap.files).toBeNull();
  });

  it.each([
    ["is not there", async () => join(folder, "none.pmtiles"), "is not there."],
    ["is something else", () => save("text.pmtiles", "x".repeat(20_000)), "is no PMTiles file"],
    ["is empty", () => save("empty.pmtiles", ""), "is no PMTiles file, or a damaged one."],
    [
      "is cut short",
      () => save("short.pmtiles", vectorArchive().slice(0, -40)),
      "is cut short: it has",
    ],
    [
      "has a damaged directory",
      () => save("bent.pmtiles", vectorArchive().fill(7, 127, 150)),
      "is no PMTiles file, or a damaged one.",
    ],
  ])("that %s is refused in words", async (_what, make, words) => {
    await expect(readBasemap(await make())).rejects.toThrow(words);
  });

  it("on a host without ranges is refused in words", async () => {
    const whole = vectorArchive();
    const { url } = await host({ "/a.pmtiles": (response) => response.end(whole) });
    await expect(readBasemap(`${url}a.pmtiles`)).rejects.toThrow("does not answer ranges");
  });
});

describe("a style", () => {
  it("in a folder is served with what it names, and nothing else", async () => {
    const { choice, style, reach, files } = await readBasemap(
      await save("style.json", styleOf("")),
    );
    expect(choice).toMatchObject({ kind: "style", url: "basemap/style.json" });
    expect(style).toMatchObject({
      glyphs: "files/fonts/{fontstack}/{range}.pbf",
      sprite: "files/sprites/light",
      sources: {
        streets: { url: "pmtiles://files/streets.pmtiles" },
        hills: { tiles: ["files/hills/{z}/{x}/{y}{ratio}.png"] },
        parks: { data: "files/parks.geojson" },
      },
    });
    expect(reach).toEqual({ connect: [], font: [] });
    for (const path of [
      "streets.pmtiles",
      "parks.geojson",
      "fonts/Noto Sans Regular/0-255.pbf",
      "sprites/light@2x.png",
      "sprites/light.json",
      "hills/3/1/2.png",
      "hills/3/1/2@2x.png",
    ]) {
      expect(files?.has(path), path).toBe(true);
    }
    for (const path of [
      "style.json",
      "streetsXpmtiles",
      "fonts/../0-255.pbf",
      "fonts/a/b/0-255.pbf",
      "fonts/..\\x/0-255.pbf",
      "fonts/Noto/secret.pbf",
      "sprites/light",
      "sprites/light.json.bak",
      "hills/3/1/../2.png",
      "../secret.txt",
      "",
    ]) {
      expect(files?.has(path), path).toBe(false);
    }
  });

  it("on a host opens exactly the hosts that it names, those of its TileJSON too", async () => {
    const pages: Record<string, Page> = {};
    const { url } = await host(pages);
    pages["/styles/s.json"] = JSON.stringify({
      ...styleOf("https://a.example/"),
      "font-faces": { Noto: "https://fonts.example/noto.ttf" },
      sources: {
        streets: { type: "vector", url: "../tiles.json" },
        relative: { type: "vector", tiles: ["tiles/{z}/{x}/{y}.pbf"] },
      },
      layers: [],
    });
    pages["/tiles.json"] = JSON.stringify({ tiles: ["https://b.example:8443/{z}/{x}/{y}.pbf"] });
    const { style, reach, files } = await readBasemap(`${url}styles/s.json`);
    expect(reach).toEqual({
      connect: [new URL(url).origin, "https://a.example", "https://b.example:8443"],
      font: ["https://fonts.example"],
    });
    expect(style?.sources).toMatchObject({
      streets: { url: `${url}tiles.json` },
      relative: { tiles: [`${url}styles/tiles/{z}/{x}/{y}.pbf`] },
    });
    expect(files).toBeNull();
  });

  it("may describe its tiles in a file beside it", async () => {
    await mkdir(join(folder, "tiles"), { recursive: true });
    await save("tiles/t.json", { tiles: ["{z}/{x}/{y}.pbf"], maxzoom: 3, attribution: "© T" });
    const sources = { streets: { type: "vector", url: "tiles/t.json" } };
    const named = await save("with-tilejson.json", { version: 8, sources, layers: [] });
    const { style, files } = await readBasemap(named);
    expect(style?.sources.streets).toEqual({
      type: "vector",
      tiles: ["files/tiles/{z}/{x}/{y}.pbf"],
      maxzoom: 3,
      attribution: "© T",
    });
    expect(files?.has("tiles/1/0/1.pbf")).toBe(true);
    expect(files?.has("tiles/t.json")).toBe(false);
  });

  it.each([
    ["is no JSON", "{", "is no JSON."],
    ["is no style", { hello: 1 }, "is no MapLibre style of version 8"],
    ["is a list", [], "is no MapLibre style of version 8"],
    [
      "has a wrong layer",
      { version: 8, sources: {}, layers: [{ id: "a", type: "fil" }] },
      "is no MapLibre style of version 8 (layers[0]",
    ],
    [
      "leads out of its folder",
      { version: 8, sources: { a: { type: "vector", url: "pmtiles://../a.pmtiles" } }, layers: [] },
      'names "../a.pmtiles"',
    ],
    [
      "leads out of its folder by codes",
      { version: 8, sources: { a: { type: "geojson", data: "%2e%2e/a.json" } }, layers: [] },
      'names "%2e%2e/a.json"',
    ],
    [
      "names addresses of Mapbox",
      { version: 8, sources: { a: { type: "vector", url: "mapbox://x.y" } }, layers: [] },
      "begins with mapbox:, expected http: or https:",
    ],
    [
      "names an archive that is not there",
      { version: 8, sources: { a: { type: "vector", url: "pmtiles://none.pmtiles" } }, layers: [] },
      "none.pmtiles is not there.",
    ],
  ])("that %s is refused in words", async (_what, content, words) => {
    await expect(readBasemap(await save("broken.json", content))).rejects.toThrow(words);
  });

  it("whose host does not answer, or not with a style, is refused without its key", async () => {
    const { url, close } = await host({ "/page.json": "<html>", "/slow.json": () => {} });
    await expect(readBasemap(`${url}page.json`)).rejects.toThrow(`${url}page.json is no JSON.`);
    await expect(readBasemap(`${url}none.json?key=k`)).rejects.toThrow(
      `${url}none.json answered with status 404.`,
    );
    await expect(readBasemap(`${url}slow.json`)).rejects.toThrow("does not answer (within 5 s).");
    close();
    await expect(readBasemap(`${url}s.json?key=k`)).rejects.toThrow(
      `${url}s.json does not answer (ECONNREFUSED).`,
    );
  });
});

describe("the map in effect", () => {
  it("is the one that ships where none is named", async () => {
    const lines: string[] = [];
    expect((await holdBasemap(null, logTo(lines))).current()).toBe(OWN_BASEMAP);
    expect(lines).toEqual([]);
  });

  it("is the one that ships while the operator's cannot be had, which is said once", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const file = join(folder, "later.pmtiles");
    const lines: string[] = [];
    const holder = await holdBasemap(file, logTo(lines));
    expect(holder.current().choice).toEqual({ kind: "missing" });
    expect(lines).toEqual([
      `GRATICULE_BASEMAP: ${file} is not there. The built-in map is shown instead.`,
    ]);
    await vi.advanceTimersByTimeAsync(60_000);
    await save("later.pmtiles", vectorArchive());
    await vi.advanceTimersByTimeAsync(60_000);
    vi.useRealTimers();
    await vi.waitFor(() => expect(holder.current().choice.kind).toBe("archive"));
    expect(lines.slice(1)).toEqual(["GRATICULE_BASEMAP: the map can be had again."]);
    holder.close();
  });
});

function logTo(lines: string[]) {
  const note = (_fields: object, message: string) => void lines.push(message);
  return { info: note, warn: note, error: note };
}
