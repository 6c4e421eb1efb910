import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { globSync } from "tinyglobby";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SOURCES = globSync(["{bin,core,server,client,geodata,bench,licences}/**/*.{ts,tsx,js}"], {
  cwd: ROOT,
}).sort();

/** Which top-level folders a folder may import from, itself aside. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  bin: [],
  core: [],
  server: ["core"],
  client: ["core"],
  geodata: ["core"],
  bench: ["core", "server"],
  licences: [],
};

/** The one file of the product that speaks to each heavy dependency. */
const OWNERS: Record<string, string> = {
  "h3-js": "core/earth/cells.ts",
  "@turf/turf": "core/earth/areas.ts",
  "onnxruntime-node": "server/model/session-worker.js",
  "@huggingface/hub": "server/hub/listing.ts",
  undici: "server/hub/hub.ts",
  openai: "server/reason/endpoint.ts",
  sharp: "server/photo/codec.ts",
  "libheif-js": "server/photo/heic.ts",
  sax: "server/files/xml.ts",
  "opentype.js": "server/eval/outlines.ts",
  "maplibre-gl": "client/map/map.ts",
  idb: "client/keep/database.ts",
  "@electric-sql/pglite": "server/store/pglite.ts",
  pg: "server/store/postgres.ts",
};

/** What may lie at the root of a house, outside its rooms. */
const AT_THE_ROOT: Record<string, readonly string[]> = {
  core: [],
  server: ["server/main.ts", "server/cli.ts"],
  client: ["client/app.tsx", "client/main.tsx", "client/virtual.d.ts"],
};

/** Files whose import starts something. */
const PROGRAMS = [
  "bin/graticule.js",
  "server/main.ts",
  "server/cli.ts",
  "server/photo/decoder-program.ts",
  "client/main.tsx",
];

const FILES = SOURCES.map((file) => {
  const text = readFileSync(join(ROOT, file), "utf8");
  const values = text.replaceAll(/(?:im|ex)port type[^;]*;/g, "");
  const speaksTo = [...values.matchAll(/(?:from|import|require)\s*\(?\s*"([^"]+)"/g)];
  const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, name]) => name!);
  const targets = imports
    .filter((name) => name.startsWith("."))
    .map((name) => relative(ROOT, resolve(ROOT, dirname(file), name)));
  return { file, imports, targets, speaksTo: speaksTo.map(([, name]) => name!) };
});

const PARTED = Object.keys(AT_THE_ROOT);

/** The room of a file: its folder. Null outside the parted houses and at their roots. */
function roomOf(file: string): string | null {
  const folder = dirname(file);
  return folder.includes("/") && PARTED.includes(folder.split("/")[0]!) ? folder : null;
}

/** Whether two rooms are neighbours of one house; a room and its own chambers count as one. */
function areNeighbours(a: string, b: string): boolean {
  const isChamber = `${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`);
  return a.split("/")[0] === b.split("/")[0] && !isChamber;
}

/** Each room with the rooms of its own house that it imports from, types included. */
function roomArrows(): Map<string, ReadonlySet<string>> {
  const arrows = new Map<string, Set<string>>();
  for (const { file, targets } of FILES) {
    const room = roomOf(file);
    if (room === null) continue;
    const known = arrows.get(room) ?? new Set();
    arrows.set(room, known);
    for (const target of targets.map(roomOf)) {
      if (target !== null && areNeighbours(room, target)) known.add(target);
    }
  }
  return arrows;
}

/** The same as docs/architecture.md tells it: rows `| \`core/belief\` | what lives there | earth, contracts |`. */
function toldArrows(): Map<string, ReadonlySet<string>> {
  const page = readFileSync(join(ROOT, "docs/architecture.md"), "utf8");
  const rows = [...page.matchAll(/^\| `((\w+)\/[\w/-]+)` \|[^|]*\|([^|]*)\|$/gm)];
  return new Map(
    rows.map(([, room, house, cell]) => {
      const names = cell!.split(",").map((name) => name.trim());
      const told = names.filter((name) => name !== "" && name !== "-");
      return [room!, new Set(told.map((name) => `${house}/${name}`))];
    }),
  );
}

/** A way from a node back to itself, or null. */
function findCircle(next: (node: string) => Iterable<string>, nodes: Iterable<string>) {
  const done = new Set<string>();
  function visit(node: string, path: readonly string[]): readonly string[] | null {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return null;
    for (const target of next(node)) {
      const circle = visit(target, [...path, node]);
      if (circle) return circle;
    }
    done.add(node);
    return null;
  }
  for (const node of nodes) {
    const circle = visit(node, []);
    if (circle) return circle;
  }
  return null;
}

describe("structure", () => {
  it("finds the sources", () => {
    expect(SOURCES.length).toBeGreaterThan(30);
  });

  it.each(FILES)("$file imports from where it may", ({ file, targets }) => {
    const house = file.split("/")[0]!;
    for (const target of targets) {
      expect([house, ...MAY_IMPORT[house]!], `${file} imports ${target}`).toContain(
        target.split("/")[0],
      );
    }
  });

  it("has no circle of files", () => {
    const targets = new Map(FILES.map((entry) => [entry.file, entry.targets]));
    expect(findCircle((file) => targets.get(file) ?? [], targets.keys())).toBeNull();
  });

  it("has no circle of rooms", () => {
    const arrows = roomArrows();
    expect(findCircle((room) => arrows.get(room) ?? [], arrows.keys())).toBeNull();
  });

  it("is as docs/architecture.md tells it, room by room", () => {
    const sorted = (arrows: Map<string, ReadonlySet<string>>) =>
      Object.fromEntries([...arrows].map(([room, to]) => [room, [...to].sort()]));
    expect(sorted(toldArrows())).toEqual(sorted(roomArrows()));
  });

  it.each(PARTED)("keeps no loose files at the root of %s", (house) => {
    const loose = FILES.filter(({ file }) => file.split("/").length === 2)
      .map(({ file }) => file)
      .filter((file) => file.startsWith(`${house}/`) && !AT_THE_ROOT[house]!.includes(file));
    expect(loose).toEqual([]);
  });

  it("lets nothing know HTTP but what makes the service", () => {
    const knowing = FILES.filter(({ targets }) =>
      targets.some((target) => target.startsWith("server/http/")),
    ).map(({ file }) => file);
    const outside = knowing.filter((file) => !file.startsWith("server/http/"));
    expect(outside).toEqual(["server/service/serve.ts"]);
  });

  it("lets no view of the page know another", () => {
    const views = ["client/locate", "client/evaluate", "client/play"];
    const arrows = roomArrows();
    for (const view of views) {
      for (const other of views.filter((other) => other !== view)) {
        expect([...arrows.get(view)!], `${view} imports ${other}`).not.toContain(other);
      }
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
    for (const { file, targets } of FILES) {
      for (const target of targets) {
        expect(PROGRAMS, `${file} imports ${target}`).not.toContain(target);
      }
    }
  });
});
