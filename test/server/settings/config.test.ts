import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigError, listSettings, readConfig } from "../../../server/settings/config.ts";
import { bundleFolder } from "../../../server/settings/folders.ts";
import { SETTINGS } from "../../../server/settings/table.ts";

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe("readConfig", () => {
  it("has a default for everything, and is frozen", () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      port: 8080,
      host: "127.0.0.1",
      bundle: "preview",
      maxPhotoMb: 40,
      maxMegapixels: 100,
      uploads: true,
      token: null,
      slots: 8,
      queue: 64,
      cors: [],
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it.each([
    ["/photos", "/photos"],
    ["/tools/photos/", "/tools/photos"],
    ["/", ""],
  ])("reads the base path %s", (given, basePath) => {
    expect(readConfig({ GRATICULE_BASE_PATH: given })).toMatchObject({ basePath });
  });

  it.each(["photos", "//evil.example", "/a/../b", "/a b", "https://a.example/b"])(
    "refuses the base path %s",
    (given) => {
      expect(() => readConfig({ GRATICULE_BASE_PATH: given })).toThrow(
        /GRATICULE_BASE_PATH: expected a path like \/photos/,
      );
    },
  );

  it("reads every kind of value", () => {
    const config = readConfig({
      PORT: "0",
      GRATICULE_UPLOADS: "off",
      GRATICULE_CORS: "https://a.example, http://localhost:3000",
      GRATICULE_MAP_STYLE: "https://tiles.example/style.json",
      GRATICULE_CACHE: "relative/cache",
      LOG_LEVEL: "warn",
    });
    expect(config).toMatchObject({
      port: 0,
      uploads: false,
      cors: ["https://a.example", "http://localhost:3000"],
      mapStyle: "https://tiles.example/style.json",
      cache: resolve("relative/cache"),
      logLevel: "warn",
    });
  });

  it("reports all problems at once, with the name, the value and what was wanted", () => {
    expect(
      problemsOf({
        PORT: "80800",
        GRATICULE_SLOTS: "0",
        GRATICULE_UPLOADS: "maybe",
        GRATICULE_CORS: "https://a.example/path",
        GRATICULE_MAP_STYLE: "file:///etc/passwd",
        LOG_LEVEL: "loud",
      }),
    ).toEqual([
      'PORT: expected an integer from 0 to 65535, got "80800"',
      'GRATICULE_UPLOADS: expected on or off, got "maybe"',
      'GRATICULE_SLOTS: expected an integer from 1 to 256, got "0"',
      'GRATICULE_MAP_STYLE: expected an http(s) URL, got "file:///etc/passwd"',
      'GRATICULE_CORS: expected origins like https://example.org, separated by commas, got "https://a.example/path"',
      'LOG_LEVEL: expected one of fatal, error, warn, info, debug, silent, got "loud"',
    ]);
  });

  it("refuses a misspelt name: a token that is not set protects nothing", () => {
    expect(problemsOf({ GRATICULE_TOKN: "x" })).toEqual([
      "GRATICULE_TOKN: there is no such setting; `graticule config` lists all",
    ]);
  });

  it("never repeats a secret", () => {
    expect(problemsOf({ GRATICULE_TOKEN: "hunter2" }).join()).not.toContain("hunter2");
  });

  it("takes an empty variable for an unset one", () => {
    expect(readConfig({ PORT: "", GRATICULE_TOKEN: "" })).toMatchObject({
      port: 8080,
      token: null,
    });
  });
});

describe("listSettings", () => {
  const env = { PORT: "9000", GRATICULE_TOKEN: "0123456789abcdef", GRATICULE_UPLOADS: "off" };
  const listed = new Map(
    listSettings(readConfig(env), env).map((setting) => [setting.env, setting]),
  );

  it("tells values and where they came from", () => {
    expect(listed.get("PORT")).toMatchObject({ value: "9000", source: "environment" });
    expect(listed.get("GRATICULE_UPLOADS")).toMatchObject({ value: "off", source: "environment" });
    expect(listed.get("HOST")).toMatchObject({ value: "127.0.0.1", source: "default" });
    expect(listed.get("GRATICULE_CORS")).toMatchObject({ value: "(unset)" });
    expect(listed.size).toBe(Object.keys(SETTINGS).length);
  });

  it("masks secrets", () => {
    expect(listed.get("GRATICULE_TOKEN")).toMatchObject({ value: "********" });
  });
});

describe("bundleFolder", () => {
  it("takes a name in the folder of models, or a path", () => {
    expect(bundleFolder({ bundle: "geoclip", models: "/models", data: "/data" })).toBe(
      "/models/geoclip",
    );
    expect(bundleFolder({ bundle: "/elsewhere/b", models: "/models", data: "/data" })).toBe(
      "/elsewhere/b",
    );
    expect(bundleFolder({ bundle: "./b", models: "/models", data: "/data" })).toBe(resolve("b"));
  });
});

describe("GRATICULE_BASEMAP", () => {
  const basemapOf = (given: string) => readConfig({ GRATICULE_BASEMAP: given }).basemap;

  it("is an address, or a file of a kind that can be shown", () => {
    expect(basemapOf("https://a.example/style")).toBe("https://a.example/style");
    expect(basemapOf("maps/style.json")).toBe(resolve("maps/style.json"));
    expect(basemapOf("/maps/World.PMTILES")).toBe("/maps/World.PMTILES");
  });

  it.each([
    "maps/world.mbtiles",
    "streets",
    "file:///maps/style.json",
    "ftp://a.example/style.json",
    "https://user:word@a.example/style.json",
    "https://",
  ])("cannot be %s", (given) => {
    expect(problemsOf({ GRATICULE_BASEMAP: given })).toEqual([
      `GRATICULE_BASEMAP: expected an http(s) URL, or a file that ends in .json (a MapLibre style) or .pmtiles, got ${JSON.stringify(given)}`,
    ]);
  });
});
