import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readData } from "./read-data.ts";

const FOLDER = new URL("../../geodata/data/", import.meta.url);
const manifest = JSON.parse(readData("manifest.json").toString("utf8")) as {
  attribution: string;
  files: { file: string; bytes: number; sha256: string; origins: string[] }[];
  origins: Record<string, { licence: string; source: string }>;
};

describe("geodata manifest", () => {
  it("lists every file, and nothing else", () => {
    const listed = [...manifest.files.map((f) => f.file), "manifest.json"];
    expect(readdirSync(FOLDER).sort()).toEqual(listed.sort());
  });

  it.each(manifest.files)("$file has the size and checksum stated, and known origins", (entry) => {
    const bytes = readData(entry.file);
    expect(bytes.length).toBe(entry.bytes);
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(entry.sha256);
    for (const origin of entry.origins) expect(manifest.origins[origin]?.licence).toBeTruthy();
  });

  it("stays small enough to commit", () => {
    const size = (file: string) => manifest.files.find((f) => f.file === file)!.bytes;
    expect(size("cells.bin.gz")).toBeLessThan(3e6);
    expect(size("basemap.pmtiles")).toBeLessThan(4 * 2 ** 20);
  });

  it("gives the attribution that the README gives", () => {
    const readme = readFileSync(new URL("../README.md", FOLDER), "utf8");
    const flat = readme.replaceAll("\n> ", " ");
    expect(flat).toContain(manifest.attribution);
    for (const name of ["GeoNames", "Natural Earth", "GPW", "MODIS", "Rubel", "ETOPO"])
      expect(manifest.attribution).toContain(name);
  });
});
