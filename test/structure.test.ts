import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { globSync } from "tinyglobby";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SOURCES = globSync(["{core,server,client,geodata,bench}/**/*.{ts,tsx,js}"], {
  cwd: ROOT,
}).sort();

/** Which top-level folders a folder may import from, itself aside. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  core: [],
  server: ["core"],
  client: ["core"],
  geodata: ["core"],
  bench: ["core", "server"],
};

/** The one file of the product that speaks to each heavy dependency. */
const OWNERS: Record<string, string> = {
  "h3-js": "core/earth/cells.ts",
  "@turf/turf": "core/earth/areas.ts",
  "onnxruntime-node": "server/model/session-worker.js",
  "@huggingface/hub": "server/hub/listing.ts",
  undici: "server/hub/hub.ts",
  sharp: "server/photo/codec.ts",
  "libheif-js": "server/photo/heic-worker.js",
  exifr: "server/photo/exif.ts",
  "maplibre-gl": "client/map/map.ts",
  "@electric-sql/pglite": "server/store/pglite.ts",
  pg: "server/store/postgres.ts",
};

/** Files whose import starts something. */
const PROGRAMS = ["server/main.ts", "server/cli.ts", "server/prepare.ts", "client/main.tsx"];

const FILES = SOURCES.map((file) => {
  const text = readFileSync(join(ROOT, file), "utf8");
  const values = text.replaceAll(/(?:im|ex)port type[^;]*;/g, "");
  const speaksTo = [...values.matchAll(/(?:from|import|require)\s*\(?\s*"([^"]+)"/g)];
  const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, name]) => name!);
  return { file, imports, speaksTo: speaksTo.map(([, name]) => name!) };
});

describe("structure", () => {
  it("finds the sources", () => {
    expect(SOURCES.length).toBeGreaterThan(30);
  });

  it.each(FILES)("$file imports from where it may", ({ file, imports }) => {
    const room = file.split("/")[0]!;
    for (const name of imports.filter((name) => name.startsWith("."))) {
      const target = relative(ROOT, resolve(ROOT, dirname(file), name)).split("/")[0]!;
      expect([room, ...MAY_IMPORT[room]!], `${file} imports ${name}`).toContain(target);
    }
  });

  it.each(Object.entries(OWNERS))(
    "%s is spoken to by %s alone (types aside)",
    (dependency, owner) => {
      const speakers = FILES.filter(
        ({ file, speaksTo }) =>
          !/^(geodata\/build|bench)\//.test(file) &&
          speaksTo.some((name) => name === dependency || name.startsWith(`${dependency}/`)),
      ).map(({ file }) => file);
      expect(new Set(speakers)).toEqual(new Set([owner]));
    },
  );

  it("imports nothing of Node in core and client", () => {
    const strays = FILES.filter(({ file }) => /^(core|client)\//.test(file)).filter(({ imports }) =>
      imports.some((name) => name.startsWith("node:")),
    );
    expect(strays.map(({ file }) => file)).toEqual([]);
  });

  it("lets nothing import a program", () => {
    for (const { file, imports } of FILES) {
      for (const name of imports.filter((name) => name.startsWith("."))) {
        const target = relative(ROOT, resolve(ROOT, dirname(file), name));
        expect(PROGRAMS, `${file} imports ${target}`).not.toContain(target);
      }
    }
  });
});
