import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ExplanationSchema } from "../../../core/contracts/explanation.ts";
import { readExplanationOptions } from "../../../core/contracts/explanation-options.ts";
import { DEFAULT_OPTIONS } from "../../../core/contracts/options.ts";
import { namedPlace } from "../../../core/formats/headline.ts";
import { type Locator, openLocator } from "../../../server/locate/locator.ts";
import { geography } from "../../geography.ts";
import { TINY, temporaryFolder } from "../model/fixture.ts";
import { quarters } from "../photo/pictures.ts";

const NEVER = new AbortController().signal;
const PLAIN = readExplanationOptions([]);
let cacheFolder: string;
let locator: Locator;
let photo: Uint8Array;

async function open(finestResolution = 9): Promise<Locator> {
  return openLocator({
    geography: await geography(),
    bundleFolder: TINY,
    cacheFolder,
    threads: 1,
    limits: { maxBytes: 40e6, maxPixels: 100e6 },
    finestResolution,
  });
}

function asked(texts: Readonly<Record<string, string>>) {
  return readExplanationOptions(
    Object.entries(texts).map(([name, text]) => ({ source: "query", name, text })),
  );
}

beforeAll(async () => {
  cacheFolder = await temporaryFolder();
  locator = await open();
  photo = await quarters().png().toBuffer();
});

afterAll(() => locator.close());

describe("explain", () => {
  it("is a valid document about the place that the headline names, with its probability", async () => {
    const named = namedPlace(await locator.locate(photo, DEFAULT_OPTIONS, NEVER))!;
    const explanation = ExplanationSchema.parse(await locator.explain(photo, PLAIN, NEVER));
    expect(explanation.place).toMatchObject({ level: named.level, id: named.id, name: named.name });
    expect(explanation.probability).toBeCloseTo(named.probability, 6);
    expect(explanation.grid).toEqual({ rows: 7, columns: 7 });
    expect(explanation.patches).toHaveLength(49);
    for (const { probability, change, logRatio } of explanation.patches) {
      expect(change).toBeCloseTo(probability - explanation.probability, 12);
      expect(Math.exp(logRatio)).toBeCloseTo(probability / explanation.probability, 9);
    }
    expect(explanation.patches.some(({ change }) => Math.abs(change) > 1e-5)).toBe(true);
  });

  it("means by default what the headline of the same question means", async () => {
    // Without this the first country was explained, which the best point need not lie in.
    const { places } = await locator.locate(photo, DEFAULT_OPTIONS, NEVER);
    const capped = await open(1);
    try {
      const cases = [
        [locator, {}],
        [locator, { prior: "land", within: "SE,NO,BR" }],
        [capped, { within: "NZ" }],
      ] as const;
      const differ: boolean[] = [];
      for (const [from, texts] of cases) {
        const { question, ...rest } = asked({ ...texts, grid: "2" });
        const named = namedPlace(await from.locate(photo, question, NEVER))!;
        const { place } = await from.explain(photo, { question, ...rest }, NEVER);
        expect([place.level, place.id]).toEqual([named.level, named.id]);
        differ.push(!places.some(({ level, id }) => level === named.level && id === named.id));
      }
      expect(differ).toContain(true);
    } finally {
      await capped.close();
    }
  });

  it("finds nothing in a photo of one colour", async () => {
    const background = { r: 200, g: 120, b: 60 };
    const blank = await sharp({ create: { width: 90, height: 60, channels: 3, background } })
      .png()
      .toBuffer();
    const {
      probability,
      patches,
      together,
      blank: covered,
    } = await locator.explain(blank, PLAIN, NEVER);
    expect(patches.map(({ change }) => change)).toEqual(patches.map(() => 0));
    expect(patches.map(({ logRatio }) => logRatio)).toEqual(patches.map(() => 0));
    expect(together).toBeNull();
    expect(covered).toBe(probability);
  });

  it("finds nothing in a place that the photo cannot move: hints leave no other", async () => {
    const { probability, before, patches, together } = await locator.explain(
      photo,
      asked({ within: "NZ", place: "country:NZ", grid: "3" }),
      NEVER,
    );
    expect(probability).toBeCloseTo(1, 9);
    expect(before).toBeCloseTo(1, 9);
    for (const { change } of patches) expect(change).toBeCloseTo(0, 9);
    expect(together).toBeNull();
  });

  it("explains the place and the grid that are asked for", async () => {
    const options = asked({ place: "continent:AF", grid: "2", prior: "land" });
    const { place, grid, patches, before, prior } = await locator.explain(photo, options, NEVER);
    expect(place).toEqual({ level: "continent", id: "AF", name: "Africa", within: null });
    expect(grid).toEqual({ rows: 2, columns: 2 });
    expect(patches).toHaveLength(4);
    expect(prior).toBe("land");
    // Africa is a fifth of all land.
    expect(before).toBeGreaterThan(0.17);
    expect(before).toBeLessThan(0.24);
  });

  it("refuses a place that nobody knows, and one finer than the operator shows", async () => {
    await expect(
      locator.explain(photo, asked({ place: "country:XX" }), NEVER),
    ).rejects.toMatchObject({
      code: "parameter_invalid",
      message: expect.stringContaining('there is no country "XX"'),
    });
    const capped = await open(1);
    try {
      await expect(
        capped.explain(photo, asked({ place: "city:2673730" }), NEVER),
      ).rejects.toMatchObject({ message: expect.stringContaining("names no city") });
    } finally {
      await capped.close();
    }
  });

  it("tells how far it is, and stops once the caller has left", async () => {
    const told: number[] = [];
    await locator.explain(photo, asked({ grid: "3" }), NEVER, (done, total) => {
      expect(total).toBe(12);
      told.push(done);
    });
    expect(told).toEqual([2, 6, 10, 11, 12]);

    const leaving = new AbortController();
    const late: number[] = [];
    await expect(
      locator.explain(photo, asked({ grid: "12" }), leaving.signal, (done) => {
        late.push(done);
        leaving.abort();
      }),
    ).rejects.toMatchObject({ code: "cancelled" });
    expect(late).toEqual([2]);
  });

  it("says what kind of place it is: as the heads see it, and summed from the map", async () => {
    const { attributes } = await locator.explain(photo, asked({ within: "GB", grid: "2" }), NEVER);
    expect(attributes.map(({ name, source }) => [name, source])).toEqual([
      ["drive", "head"],
      ["climate", "map"],
      ["landcover", "map"],
      ["density", "map"],
      ["elevation", "map"],
      ["drive", "map"],
    ]);
    for (const { classes, worth } of attributes) {
      expect(classes.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
      expect(classes[0]!.probability).toBeGreaterThanOrEqual(classes[1]!.probability);
      expect(worth).toBeNull();
    }
    expect(attributes.at(-1)!.classes[0]!.name).toBe("left");
  });
});
