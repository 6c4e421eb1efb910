import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_OPTIONS } from "../../../core/contracts/options.ts";
import { readOptions } from "../../../core/contracts/parameters.ts";
import type { Prediction } from "../../../core/contracts/prediction.ts";
import { distanceKm, type Position } from "../../../core/earth/lng-lat.ts";
import { PROJECT_FOLDER } from "../../../server/files/project-folder.ts";
import { type Locator, openLocator } from "../../../server/locate/locator.ts";
import { geography } from "../../geography.ts";
import { temporaryFolder } from "../model/fixture.ts";

// The figures of an answer differ a little from machine to machine, as the arithmetic of ONNX Runtime does.
const NEAR_KM = 50;
const toLngLat = ({ lat, lng }: Position) => [lng, lat] as const;

const NEVER = new AbortController().signal;

describe("the preview bundle", () => {
  let locator: Locator;
  const landscape = () => readFile(join(PROJECT_FOLDER, "test/fixtures/photos/landscape.jpg"));

  beforeAll(async () => {
    locator = await openLocator({
      geography: await geography(),
      bundleFolder: join(PROJECT_FOLDER, "models", "preview"),
      cacheFolder: await temporaryFolder(),
      threads: 2,
      limits: { maxBytes: 40e6, maxPixels: 100e6 },
      finestResolution: 9,
    });
  }, 60_000);
  afterAll(() => locator.close());

  it("answers as docs/http-api.md says", async () => {
    const page = await readFile(join(PROJECT_FOLDER, "docs", "http-api.md"), "utf8");
    const [, query, json] =
      /predictions\?(\S+)'\n```\n```json\n(\{\n {2}"version"[\s\S]*?\n\})\n```/.exec(page)!;
    const told = JSON.parse(json!) as Prediction;
    const given = [...new URLSearchParams(query)].map(([name, text]) => ({
      source: "query",
      name,
      text,
    }));
    const found = await locator.locate(await landscape(), readOptions(given), NEVER);
    const { version, model, image, prior, abstained, warnings } = found;
    expect(told).toMatchObject({ version, model, image, prior, abstained, warnings });
    expect(Object.keys(told).sort()).toEqual(Object.keys(found).sort());
    expect(distanceKm(toLngLat(told.best), toLngLat(found.best))).toBeLessThan(NEAR_KM);
    expect(Object.keys(told.best)).toEqual(Object.keys(found.best));
    expect(told.best.placeName).toBe(found.best.placeName);
    expect(told.best.expectedErrorKm! / found.best.expectedErrorKm!).toBeCloseTo(1, 1);
    for (const [i, { probability, ...place }] of found.places.entries()) {
      expect(told.places[i]).toMatchObject({ level: place.level, id: place.id, name: place.name });
      expect(told.places[i]!.probability).toBeCloseTo(probability, 2);
    }
    expect(Object.keys(told.regions[0]!)).toEqual(Object.keys(found.regions[0]!));
    expect(told.regions[0]!.areaKm2 / found.regions[0]!.areaKm2).toBeCloseTo(1, 1);
    expect(told.cells).toHaveLength(found.cells.length);
    expect(told.evidence![0]!.bits).toBeCloseTo(found.evidence![0]!.bits, 1);
  });

  it("answers in less than 60 kB, 20 compressed, where nothing more is asked for", async () => {
    const text = JSON.stringify(await locator.locate(await landscape(), DEFAULT_OPTIONS, NEVER));
    expect(text.length).toBeLessThan(60_000);
    expect(gzipSync(text).length).toBeLessThan(20_000);
  });
});
