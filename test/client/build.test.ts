import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, createLogger, type Rolldown } from "vite";
import { beforeAll, describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BUDGET_BYTES = 250_000;

describe("built page", () => {
  let output: Rolldown.RolldownOutput["output"];
  const warnings: string[] = [];
  const chunks = () => output.filter((file) => file.type === "chunk");

  beforeAll(async () => {
    const config = `${ROOT}/vite.config.ts`;
    const customLogger = createLogger("silent");
    customLogger.warn = (message) => warnings.push(message);
    const made = await build({ configFile: config, build: { write: false }, customLogger });
    output = (made as Rolldown.RolldownOutput).output;
  }, 120_000);

  it("warns of nothing", () => {
    expect(warnings).toEqual([]);
  });

  it("needs less than 250 kB of JavaScript, gzipped, before the map", () => {
    const entry = chunks().find(({ isEntry }) => isEntry)!;
    const early = new Set<string>();
    const visit = (name: string) => {
      if (early.has(name)) return;
      early.add(name);
      for (const next of chunks().find(({ fileName }) => fileName === name)?.imports ?? [])
        visit(next);
    };
    visit(entry.fileName);
    const code = chunks().filter(({ fileName }) => early.has(fileName));
    const bytes = code.reduce((sum, chunk) => sum + gzipSync(chunk.code).length, 0);
    expect(bytes).toBeLessThan(BUDGET_BYTES);
    const modules = code.flatMap(({ moduleIds }) => moduleIds).join("\n");
    expect(modules).not.toMatch(/maplibre-gl|h3-js|pmtiles/);
  });

  it("leaves the validators on the server", () => {
    const modules = chunks().flatMap(({ moduleIds }) => moduleIds);
    expect(modules.filter((id) => /node_modules\/zod\//.test(id))).toEqual([]);
  });

  it("has no inline script or style", () => {
    const page = output.find(({ fileName }) => fileName === "index.html");
    const html = String((page as Rolldown.OutputAsset).source);
    expect(html).not.toMatch(/<style|style="|<script(?![^>]*src=)/);
    expect(html).not.toMatch(/https?:\/\//);
  });

  it("brings its fonts and the map's worker along", () => {
    const names = output.map(({ fileName }) => fileName);
    expect(names.some((name) => /inter-latin-400.*\.woff2$/.test(name))).toBe(true);
    expect(names.some((name) => /maplibre-gl-worker.*\.mjs$/.test(name))).toBe(true);
  });
});
