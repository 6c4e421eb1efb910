import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Album, AlbumSchema } from "../../../core/contracts/album.ts";
import { DEFAULT_OPTIONS } from "../../../core/contracts/options.ts";
import { PredictionSchema } from "../../../core/contracts/prediction.ts";
import { locateAlbum } from "../../../server/album/album.ts";
import { openLocator } from "../../../server/locate/locator.ts";
import { type RunningService, startService } from "../../../server/service/serve.ts";
import { readConfig } from "../../../server/settings/config.ts";
import { geography } from "../../geography.ts";
import { TINY } from "../model/fixture.ts";

// Albums over the whole service: real settings, the tests' own bundle, a real port.

const SILENT = { info() {}, warn() {}, error() {} };
const LINES = "application/x-ndjson";
const NAMES = ["a.jpg", "b.jpg", "c.jpg"];
const TIMES = ["2026-05-01T10:00:00Z", "2026-05-01T08:00:00Z", "2026-05-02T10:00:00Z"];

let service: RunningService;
let cache: string;
let photos: Uint8Array<ArrayBuffer>[];
let looks: string[];

beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), "graticule-albums-"));
  const env = { GRATICULE_BUNDLE: TINY, GRATICULE_CACHE: cache, GRATICULE_THREADS: "1" };
  service = await startService(readConfig({ ...env, PORT: "0", GRATICULE_PLAY: "off" }), SILENT);
  await service.ready;
  photos = await Promise.all([20, 90, 200].map(picture));
  looks = await Promise.all(photos.map(lookOf));
}, 60_000);

afterAll(() => service.close());

async function picture(red: number): Promise<Uint8Array<ArrayBuffer>> {
  const background = { r: red, g: 120, b: 255 - red };
  const jpeg = await sharp({ create: { width: 64, height: 64, channels: 3, background } })
    .jpeg()
    .toBuffer();
  return new Uint8Array(jpeg);
}

async function lookOf(photo: Uint8Array<ArrayBuffer>): Promise<string> {
  const answer = await fetch(`${service.url}/v1/predictions?look=on`, {
    method: "POST",
    headers: { "Content-Type": "image/jpeg" },
    body: photo,
  });
  return PredictionSchema.parse(await answer.json()).look!;
}

const bodyOf = (count = 3) => ({
  photos: Array.from({ length: count }, (_, i) => ({
    file: NAMES[i % 3]!,
    look: looks[i % 3]!,
    time: TIMES[i % 3]!,
  })),
});

const post = (body: unknown, init: RequestInit = {}) =>
  fetch(`${service.url}/v1/albums`, {
    method: "POST",
    ...init,
    headers: { "Content-Type": "application/json", ...(init.headers as Record<string, string>) },
    body: JSON.stringify(body),
  });

const metrics = async () => (await fetch(`${service.url}/metrics`)).text();

async function solvedAlbums(): Promise<number> {
  return Number(/^graticule_album_photos_count (\d+)$/m.exec(await metrics())?.[1] ?? Number.NaN);
}

async function postForm(files: readonly Uint8Array<ArrayBuffer>[]): Promise<Album> {
  const form = new FormData();
  for (const [i, photo] of files.entries()) form.append("photo", new Blob([photo]), NAMES[i]!);
  const times = NAMES.map((name, i) => `${name},${TIMES[i]}`);
  form.append("times", ["file,time", ...times].join("\n"));
  const answer = await fetch(`${service.url}/v1/albums`, { method: "POST", body: form });
  expect(answer.status).toBe(200);
  return AlbumSchema.parse(await answer.json());
}

const pointsOf = ({ photos: answered }: Album) =>
  answered.map((photo) => "prediction" in photo && photo.prediction.best.placeName);

describe("albums over the whole service", () => {
  it("answer a form as the command line answers its photos, and looks nearly so", async () => {
    const locator = await openLocator({
      geography: await geography(),
      bundleFolder: TINY,
      cacheFolder: cache,
      threads: 1,
      limits: { maxBytes: 40e6, maxPixels: 100e6 },
      finestResolution: 7,
    });
    const files = photos.map((photo, i) => ({
      file: NAMES[i]!,
      hours: Date.parse(TIMES[i]!) / 3_600_000,
      read: async () => photo,
    }));
    const own = await locateAlbum(
      locator,
      await geography(),
      files,
      { order: "time", usesPositions: true, options: { ...DEFAULT_OPTIONS, maxCells: 0 } },
      { signal: new AbortController().signal },
    ).finally(() => locator.close());
    const byForm = await postForm(photos);
    const withoutTimes = <T extends object>(outcomes: readonly T[]): unknown =>
      JSON.parse(JSON.stringify(outcomes, (key, value) => (key === "timingMs" ? {} : value)));
    expect(withoutTimes(byForm.photos)).toEqual(withoutTimes(own.outcomes));
    expect(byForm.path.map(({ index }) => index)).toEqual([1, 0, 2]);
    expect(byForm.belongs).toBe(own.belongs);

    const byLooks = AlbumSchema.parse(await (await post(bodyOf())).json());
    expect(byLooks.belongs).toBeCloseTo(byForm.belongs, 2);
    expect(byLooks.path.map(({ index, time }) => [index, time])).toEqual([
      [1, TIMES[1]],
      [0, TIMES[0]],
      [2, TIMES[2]],
    ]);
    expect(pointsOf(byLooks)).toEqual(pointsOf(byForm));
  });

  it("keep a photo of a form that cannot be read as a gap", async () => {
    const torn = new Uint8Array([0xff, 0xd8, 0xff, 1, 2, 3]);
    const album = await postForm([photos[0]!, torn, photos[2]!]);
    expect(album.photos[1]).toMatchObject({ file: "b.jpg", reason: expect.any(String) });
    expect(album.path.map(({ index }) => index)).toEqual([0, 2]);
    expect(album.photos[2]).toMatchObject({ prediction: { album: { photos: 2 } } });
  });

  it("tell of their work line by line", async () => {
    const answer = await post(bodyOf(), { headers: { Accept: LINES } });
    const lines = (await answer.text()).trimEnd().split("\n");
    const kinds = lines
      .map((line) => JSON.parse(line))
      .map((line) => line.progress?.what ?? Object.keys(line)[0]);
    expect([...new Set(kinds)]).toEqual(["photos", "album", "answers", "photo"]);
    expect(kinds.at(-1)).toBe("album");
    expect(kinds.filter((kind) => kind === "photo")).toHaveLength(3);
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ album: { order: "time", version: 1 } });
  });

  it("tell the cameras' own times where none are given", async () => {
    const jpeg = await sharp(photos[0]!)
      .withExif({ IFD2: { DateTimeOriginal: "2026:05:04 10:00:00" } })
      .jpeg()
      .toBuffer();
    const look = await lookOf(new Uint8Array(jpeg));
    const untimed = { file: "plain.jpg", look: looks[1]! };
    const answer = await post({ photos: [untimed, { file: "timed.jpg", look }] });
    expect(AlbumSchema.parse(await answer.json())).toMatchObject({
      order: "time",
      path: [
        { index: 1, file: "timed.jpg", time: "2026-05-04T10:00:00" },
        { index: 0, file: "plain.jpg", time: null },
      ],
    });
  });

  it("name the looks that cannot be used, as a problem before any line", async () => {
    const { photos: sound } = bodyOf();
    const broken = [
      sound[0],
      { ...sound[1], look: looks[1]!.slice(9) },
      { ...sound[2], look: "AAAA" },
    ];
    const answer = await post({ photos: broken }, { headers: { Accept: LINES } });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      code: "parameter_invalid",
      errors: [
        {
          pointer: "body/photos/1/look",
          detail: expect.stringContaining('"b.jpg": the look is damaged'),
        },
        { pointer: "body/photos/2/look" },
      ],
    });
  });

  it("give up their place when the client leaves midway", async () => {
    const before = await solvedAlbums();
    const leaving = new AbortController();
    const long = await post(bodyOf(120), { headers: { Accept: LINES }, signal: leaving.signal });
    const reader = long.body!.getReader();
    await reader.read();
    const next = post(bodyOf(1));
    leaving.abort();
    await reader.closed.catch(() => {});
    const answer = await next;
    expect(answer.status).toBe(200);
    AlbumSchema.parse(await answer.json());
    await expect.poll(metrics).toMatch(/^graticule_albums_running 0$/m);
    await expect.poll(metrics).toMatch(/^graticule_upload_bytes 0$/m);
    // Of the two only the second was solved to its end.
    expect(await solvedAlbums()).toBe(before + 1);
  });
}, 120_000);
