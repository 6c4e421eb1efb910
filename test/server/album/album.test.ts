import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_OPTIONS } from "../../../core/contracts/options.ts";
import { type Prediction, PredictionSchema } from "../../../core/contracts/prediction.ts";
import type { PhotoOutcome } from "../../../core/formats/photo-outcome.ts";
import { locateAlbum } from "../../../server/album/album.ts";
import type { AlbumFile } from "../../../server/album/question.ts";
import { type Locator, openLocator } from "../../../server/locate/locator.ts";
import { geography } from "../../geography.ts";
import { TINY, temporaryFolder } from "../model/fixture.ts";

const QUESTION = { order: "time", usesPositions: true, options: DEFAULT_OPTIONS } as const;
const NEVER = new AbortController().signal;
let locator: Locator;

beforeAll(async () => {
  locator = await openLocator({
    geography: await geography(),
    bundleFolder: TINY,
    cacheFolder: await temporaryFolder(),
    threads: 1,
    limits: { maxBytes: 40e6, maxPixels: 100e6 },
    finestResolution: 9,
  });
});

afterAll(() => locator.close());

function picture(red: number): Promise<Uint8Array> {
  const background = { r: red, g: 120, b: 60 };
  return sharp({ create: { width: 64, height: 64, channels: 3, background } })
    .jpeg()
    .toBuffer();
}

/** The same with the position and time that a camera writes. */
function placed(red: number, lat: number, lng: number): Promise<Uint8Array> {
  const parts = (value: number) => `${Math.floor(value)}/1 ${Math.floor((value % 1) * 60)}/1 0/1`;
  const background = { r: red, g: 120, b: 60 };
  return sharp({ create: { width: 64, height: 64, channels: 3, background } })
    .withExif({
      IFD2: { DateTimeOriginal: "2026:05:04 10:00:00" },
      IFD3: {
        GPSLatitudeRef: "N",
        GPSLatitude: parts(lat),
        GPSLongitudeRef: "E",
        GPSLongitude: parts(lng),
      },
    })
    .jpeg()
    .toBuffer();
}

const file = (name: string, bytes: Promise<Uint8Array>, hours: AlbumFile["hours"] = null) => ({
  file: name,
  hours,
  read: () => bytes,
});

function predictionOf(outcome: PhotoOutcome | undefined): Prediction {
  if (!outcome || "reason" in outcome) throw new Error(`No answer: ${outcome?.reason}`);
  return outcome.prediction;
}

describe("locateAlbum", () => {
  it("answers one photo as it is answered alone", async () => {
    const { outcomes } = await locateAlbum(
      locator,
      await geography(),
      [file("one", picture(200))],
      QUESTION,
      { signal: NEVER },
    );
    const { album, ...together } = predictionOf(outcomes[0]);
    const alone = await locator.locate(await picture(200), DEFAULT_OPTIONS, NEVER);
    expect(album).toMatchObject({ photos: 1 });
    expect(album!.bits).toBeCloseTo(0, 5);
    expect(together.best.lat).toBeCloseTo(alone.best.lat, 3);
    expect(together.best.expectedScore).toBe(alone.best.expectedScore);
    expect(together.places.map(({ id }) => id)).toEqual(alone.places.map(({ id }) => id));
    expect(together.regions[2]!.areaKm2 / alone.regions[2]!.areaKm2).toBeCloseTo(1, 2);
  });

  it("keeps photos that cannot be read as gaps, and gives valid documents for the rest", async () => {
    const torn = Promise.resolve(new Uint8Array([1, 2, 3]));
    const album = await locateAlbum(
      locator,
      await geography(),
      [file("a", picture(10), 2), file("torn", torn, 1), file("b", picture(60), 0)],
      QUESTION,
      { signal: NEVER },
    );
    expect(album.outcomes[1]).toMatchObject({ file: "torn", reason: expect.any(String) });
    expect(album.sequence).toEqual([2, 0]);
    for (const i of [0, 2]) {
      expect(PredictionSchema.parse(predictionOf(album.outcomes[i])).album!.photos).toBe(2);
    }
  });

  it("takes the positions and times of files, and leaves them out where that is wanted", async () => {
    const photos = [
      file("paris", placed(200, 48.86, 2.35), "exif"),
      file("later", picture(200), 493_642.2),
    ];
    const earth = await geography();
    const known = await locateAlbum(locator, earth, photos, QUESTION, { signal: NEVER });
    expect(known.hours[0]).toBe(Date.UTC(2026, 4, 4, 10) / 3_600_000);
    const paris = predictionOf(known.outcomes[0]);
    expect(paris.best.placeName).toMatch(/France$/);
    const question = { ...QUESTION, usesPositions: false };
    const unknown = await locateAlbum(locator, earth, photos, question, { signal: NEVER });
    expect(predictionOf(unknown.outcomes[0]).best.expectedScore).toBeLessThan(
      paris.best.expectedScore,
    );
  });

  it("refuses more photos than fit before any is read, and ends when it is given up", async () => {
    const earth = await geography();
    const many = Array.from({ length: 501 }, (_, i) => ({
      file: String(i),
      hours: null,
      read: () => Promise.reject(new Error("was read")),
    }));
    await expect(
      locateAlbum(locator, earth, many, QUESTION, { signal: NEVER }),
    ).rejects.toMatchObject({ code: "parameter_invalid", message: /at most 500 photos, got 501/ });
    const files = [file("a", picture(10)), file("b", picture(20))];
    await expect(
      locateAlbum(locator, earth, files, QUESTION, { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: "cancelled" });
  });
});
