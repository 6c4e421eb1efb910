import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_OPTIONS } from "../../../core/contracts/options.ts";
import { type Prediction, PredictionSchema } from "../../../core/contracts/prediction.ts";
import { cellAt, cellCentre } from "../../../core/earth/cells.ts";
import type { PhotoOutcome } from "../../../core/formats/photo-outcome.ts";
import { locateAlbum } from "../../../server/album/album.ts";
import type { AlbumFile } from "../../../server/album/question.ts";
import { type Locator, openLocator } from "../../../server/locate/locator.ts";
import { geography } from "../../geography.ts";
import { bundleCopy, TINY, temporaryFolder } from "../model/fixture.ts";

const QUESTION = { order: "time", usesPositions: true, options: DEFAULT_OPTIONS } as const;
const NEVER = new AbortController().signal;
const COLOURS = [10, 60, 120, 200];

let locator: Locator;
let pictures: Uint8Array[];
let looks: string[];

beforeAll(async () => {
  locator = await open(TINY);
  pictures = await Promise.all(COLOURS.map(picture));
  looks = await Promise.all(pictures.map((photo) => lookOf(photo)));
});

afterAll(() => locator.close());

async function open(bundleFolder: string, finestResolution = 9): Promise<Locator> {
  return openLocator({
    geography: await geography(),
    bundleFolder,
    cacheFolder: await temporaryFolder(),
    threads: 1,
    limits: { maxBytes: 40e6, maxPixels: 100e6 },
    finestResolution,
  });
}

function picture(red: number): Promise<Uint8Array> {
  const background = { r: red, g: 120, b: 255 - red };
  return sharp({ create: { width: 64, height: 64, channels: 3, background } })
    .withExif({
      IFD2: { DateTimeOriginal: `2026:05:04 10:00:${10 + (red % 50)}` },
    })
    .jpeg()
    .toBuffer();
}

async function lookOf(photo: Uint8Array, changes = {}): Promise<string> {
  const prediction = await locator.locate(
    photo,
    { ...DEFAULT_OPTIONS, look: true, ...changes },
    NEVER,
  );
  return PredictionSchema.parse(prediction).look!;
}

const solve = async (files: readonly AlbumFile[], by = locator) =>
  locateAlbum(by, await geography(), files, QUESTION, { signal: NEVER });

function predictionOf(outcome: PhotoOutcome | undefined): Prediction {
  if (!outcome || "reason" in outcome) throw new Error(`No answer: ${outcome?.reason}`);
  return outcome.prediction;
}

describe("an album of looks", () => {
  it("has the answers of the album of its photos", async () => {
    const exif = { hours: "exif" } as const;
    const byPhotos = await solve(
      pictures.map((photo, i) => ({ file: `${i}`, ...exif, read: async () => photo })),
    );
    const byLooks = await solve(looks.map((look, i) => ({ file: `${i}`, ...exif, look })));
    expect(byLooks.hours).toEqual(byPhotos.hours);
    expect(byLooks.sequence).toEqual(byPhotos.sequence);
    expect(byLooks.belongs).toBeCloseTo(byPhotos.belongs, 2);
    for (const [i, outcome] of byLooks.outcomes.entries()) {
      const [own, other] = [predictionOf(outcome), predictionOf(byPhotos.outcomes[i])];
      expect(PredictionSchema.parse(own).image).toEqual(other.image);
      expect(own.warnings).toEqual(other.warnings);
      expect(own.album!.belongs).toBeCloseTo(other.album!.belongs, 2);
      expect(own.best.expectedScore / other.best.expectedScore).toBeCloseTo(1, 1);
      const [top, second] = [own.places[0]!, other.places[0]!];
      expect(top.id).toBe(second.id);
      expect(top.probability / second.probability).toBeCloseTo(1, 1);
    }
  });

  it("of one photo has the photo's own answer", async () => {
    const album = await solve([{ file: "one", hours: null, look: looks[2]! }]);
    const own = predictionOf(album.outcomes[0]);
    const alone = await locator.locate(pictures[2]!, DEFAULT_OPTIONS, NEVER);
    expect(own.album).toMatchObject({ photos: 1 });
    expect(own.best.expectedScore / alone.best.expectedScore).toBeCloseTo(1, 2);
    expect(own.places.map(({ id }) => id)).toEqual(alone.places.map(({ id }) => id));
    expect(own.regions[2]!.areaKm2 / alone.regions[2]!.areaKm2).toBeCloseTo(1, 1);
  });

  it("takes the position that is given, and none where that is said", async () => {
    const [first, second] = looks as [string, string];
    const paris = { lat: 48.86, lng: 2.35 };
    const known = await solve([
      { file: "a", hours: null, look: first, position: paris },
      { file: "b", hours: null, look: second, position: null },
    ]);
    expect(predictionOf(known.outcomes[0]).best.placeName).toMatch(/France$/);
  });

  it("names each look that cannot be used, and why", async () => {
    const land = await lookOf(pictures[0]!, { prior: "land" });
    const files = [looks[0]!, "?", looks[1]!.slice(0, -40), land, deflateSync("").toString("hex")];
    const failure = await solve(
      files.map((look, i) => ({ file: `${i}.jpg`, hours: null, look })),
    ).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: "parameter_invalid",
      faults: [
        {
          pointer: "body/photos/1/look",
          detail: expect.stringContaining('"1.jpg": the look is damaged'),
        },
        { pointer: "body/photos/2/look" },
        {
          pointer: "body/photos/3/look",
          detail: expect.stringContaining("was made with the prior land, the first with photos"),
        },
        { pointer: "body/photos/4/look" },
      ],
    });
  });

  it("refuses what would unfold to more than the longest look", async () => {
    const bomb = deflateSync(new Uint8Array(90e6)).toString("base64url");
    expect(bomb.length).toBeLessThan(131_072);
    await expect(solve([{ file: "bomb", hours: null, look: bomb }])).rejects.toMatchObject({
      message: expect.stringContaining("is damaged"),
    });
  });

  it("refuses looks of another version of the bundle", async () => {
    const other = await open(
      await bundleCopy((manifest) => {
        manifest.version = "99";
      }),
    );
    try {
      await expect(
        solve([{ file: "old", hours: null, look: looks[0]! }], other),
      ).rejects.toMatchObject({ message: expect.stringMatching(/made by the model .* "\S+ 99"/) });
    } finally {
      await other.close();
    }
  });
});

describe("a look", () => {
  it("is told only where it is asked for, and knows nothing of hints", async () => {
    const [photo] = pictures as [Uint8Array];
    expect(await locator.locate(photo, DEFAULT_OPTIONS, NEVER)).not.toHaveProperty("look");
    const within = [[{ kind: "country", id: "FR" } as const]];
    expect(await lookOf(photo, { within })).toBe(looks[0]);
  });

  it("is solved to a way no finer than the operator allows", async () => {
    const capped = await open(TINY, 2);
    try {
      const files = pictures.map((photo, i) => ({
        file: `${i}`,
        hours: i,
        read: async () => photo,
      }));
      const [free, coarse] = [await solve(files), await solve(files, capped)];
      for (const [i, outcome] of coarse.outcomes.entries()) {
        const { lat, lng } = predictionOf(outcome).album!.path;
        const [centreLng, centreLat] = cellCentre(cellAt([lng, lat], 2));
        expect([lng, lat]).toEqual([expect.closeTo(centreLng, 4), expect.closeTo(centreLat, 4)]);
        const fine = predictionOf(free.outcomes[i]).album!.path;
        expect(cellAt([fine.lng, fine.lat], 2)).toBe(cellAt([lng, lat], 2));
      }
    } finally {
      await capped.close();
    }
  });

  it("is refused where the operator caps the detail", async () => {
    const capped = await open(TINY, 5);
    try {
      await expect(
        capped.locate(pictures[0]!, { ...DEFAULT_OPTIONS, look: true }, NEVER),
      ).rejects.toMatchObject({ code: "parameter_invalid", faults: [{ pointer: "query/look" }] });
    } finally {
      await capped.close();
    }
  });
});
