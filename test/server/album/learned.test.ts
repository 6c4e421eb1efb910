import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AlbumSchema } from "../../../core/contracts/album.ts";
import { DEFAULT_OPTIONS } from "../../../core/contracts/options.ts";
import { type Prediction, PredictionSchema } from "../../../core/contracts/prediction.ts";
import { armFigures } from "../../../core/eval/albums/figures.ts";
import type { PhotoOutcome } from "../../../core/formats/photo-outcome.ts";
import { locateAlbum } from "../../../server/album/album.ts";
import { chosenModel } from "../../../server/album/learned.ts";
import type { AlbumFile, AlbumQuestion } from "../../../server/album/question.ts";
import { scoreAlbums } from "../../../server/eval/albums.ts";
import { type Locator, openLocator } from "../../../server/locate/locator.ts";
import { type RunningService, startService } from "../../../server/service/serve.ts";
import { readConfig } from "../../../server/settings/config.ts";
import { geography } from "../../geography.ts";
import { runInTerminal } from "../cli/terminal.ts";
import { TINY, temporaryFolder } from "../model/fixture.ts";
import { sequenceBundle } from "../model/sequence-bundle.ts";

// Albums by the learned sequence model of a bundle: a real graph of 500 bytes (test/fixtures/sequence).

const NEVER = new AbortController().signal;
const SILENT = { info() {}, warn() {}, error() {} };
const QUESTION = { order: "time", usesPositions: true, options: DEFAULT_OPTIONS } as const;
const LEARNED = { ...QUESTION, sequence: "learned" } as const;
const REDS = [20, 30, 200];

let folder: string;
let cache: string;
let locator: Locator;
let photos: Uint8Array<ArrayBuffer>[];

beforeAll(async () => {
  [folder, cache] = [await sequenceBundle(), await temporaryFolder()];
  locator = await opened(folder);
  photos = await Promise.all(REDS.map(picture));
});

afterAll(() => locator.close());

const opened = async (bundleFolder: string) =>
  openLocator({
    geography: await geography(),
    ...{ bundleFolder, cacheFolder: cache, threads: 1, finestResolution: 9 },
    limits: { maxBytes: 40e6, maxPixels: 100e6 },
  });

async function picture(red: number): Promise<Uint8Array<ArrayBuffer>> {
  const background = { r: red, g: 120, b: 255 - red };
  const jpeg = await sharp({ create: { width: 64, height: 64, channels: 3, background } })
    .jpeg()
    .toBuffer();
  return new Uint8Array(jpeg);
}

function filesOf(reversed = false): AlbumFile[] {
  const files = photos.map((photo, i) => ({
    file: `${i}.jpg`,
    hours: 3 * i,
    read: async () => photo,
  }));
  return reversed ? files.reverse() : files;
}

async function solve(files: readonly AlbumFile[], question: AlbumQuestion, by = locator) {
  return locateAlbum(by, await geography(), files, question, { signal: NEVER });
}

function told(outcome: PhotoOutcome): Prediction {
  if ("reason" in outcome) throw new Error(outcome.reason);
  return PredictionSchema.parse(outcome.prediction);
}

const placesOf = (outcomes: readonly PhotoOutcome[]) =>
  outcomes.map((outcome) => told(outcome).places);

describe("albums by a learned sequence model", () => {
  it("are solved by it where it is asked for, and by the other where not", async () => {
    const learned = await solve(filesOf(), LEARNED);
    const plain = await solve(filesOf(), QUESTION);
    expect([learned.by, plain.by]).toEqual(["learned", "hmm"]);
    expect(placesOf(learned.outcomes)).not.toEqual(placesOf(plain.outcomes));
    expect(told(learned.outcomes[0]!).album).toMatchObject({ photos: 3 });
    expect(learned.sequence).toEqual([0, 1, 2]);
  });

  it("have the same answers in whatever order the photos are given", async () => {
    const learned = await solve(filesOf(), LEARNED);
    const reversed = await solve(filesOf(true), LEARNED);
    const backwards = [...reversed.outcomes].reverse();
    for (const [i, outcome] of learned.outcomes.entries()) {
      const [a, b] = [told(outcome).best, told(backwards[i]!).best];
      expect([b.lat, b.lng]).toEqual([a.lat, a.lng]);
      expect(b.expectedScore).toBeCloseTo(a.expectedScore, 0);
    }
  });

  it("leave one photo, and albums with known places, to the other", async () => {
    const [first, ...more] = filesOf();
    expect(await solve([first!], LEARNED)).toMatchObject({ by: "hmm", isPassedOver: false });
    const anchored = [{ ...first!, position: { lat: 48.86, lng: 2.35 } }, ...more];
    expect(await solve(anchored, LEARNED)).toMatchObject({ by: "hmm", isPassedOver: true });
  });

  it("are what a bundle wants that says so", async () => {
    const wanting = await opened(await sequenceBundle({ use: "learned" }));
    expect(chosenModel(wanting, undefined)).toBe("learned");
    expect(chosenModel(wanting, "hmm")).toBe("hmm");
    await wanting.close();
  });

  it("are refused before a photo is read where the bundle has none", async () => {
    const bare = await opened(TINY);
    const unread = filesOf().map((file) => ({ ...file, read: () => Promise.reject(new Error()) }));
    const refused = solve(unread, LEARNED, bare);
    await expect(refused).rejects.toMatchObject({
      code: "parameter_invalid",
      message:
        "sequence: the model tiny has no learned sequence model; expected hmm, or a bundle with the part `sequence`",
    });
    await bare.close();
  });

  it("are arms of their own in an evaluation of albums", async () => {
    const at = [2.35, 48.86] as const;
    const ids = ["0", "1"];
    const scores = await scoreAlbums({
      locator,
      geography: await geography(),
      rows: ids.map((photo, i) => ({ album: "a", photo, hours: 3 * i })),
      places: new Map(ids.map((id) => [id, at])),
      read: async (id) => photos[Number(id)]!,
      seed: 1,
      signal: NEVER,
      onProgress() {},
    });
    const figures = armFigures(scores, { seed: 1, resamples: 10 });
    const photosOf = (arm: string) => figures.find((found) => found.arm === arm)?.photos;
    expect([photosOf("learned"), photosOf("learnedTogether")]).toEqual([2, 2]);
  });

  it("are asked for on the command line", async () => {
    const asked = await runInTerminal(["album", "photos", "--sequence", "lstm"]);
    expect(asked.exit).toBe(2);
    expect(asked.stderr).toContain('--sequence: expected one of hmm, learned, got "lstm"');
  });
});

describe("POST /v1/albums", () => {
  let service: RunningService;

  beforeAll(async () => {
    const env = { GRATICULE_BUNDLE: folder, GRATICULE_CACHE: cache, GRATICULE_THREADS: "1" };
    service = await startService(readConfig({ ...env, PORT: "0", GRATICULE_PLAY: "off" }), SILENT);
    await service.ready;
  }, 60_000);

  afterAll(() => service.close());

  async function post(sequence?: string) {
    const form = new FormData();
    for (const [i, photo] of photos.entries()) form.append("photo", new Blob([photo]), `${i}.jpg`);
    if (sequence) form.append("sequence", sequence);
    return fetch(`${service.url}/v1/albums?regions=`, { method: "POST", body: form });
  }

  it("says that the learned model answered, where it did", async () => {
    const learned = AlbumSchema.parse(await (await post("learned")).json());
    expect(learned.sequence).toBe("learned");
    expect(AlbumSchema.parse(await (await post()).json()).sequence).toBeUndefined();
  });

  it("names a model that there is not", async () => {
    const answer = await post("lstm");
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      errors: [
        {
          pointer: "form/sequence",
          detail: expect.stringContaining("expected one of hmm, learned"),
        },
      ],
    });
  });
});
