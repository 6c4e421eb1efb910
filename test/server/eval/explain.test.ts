import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../../core/locate/engine.ts";
import {
  type ExplainRequest,
  measureCovering,
  measureWords,
} from "../../../server/eval/explain.ts";
import { findPhotos } from "../../../server/eval/photo-files.ts";
import { openTruth } from "../../../server/eval/truth-source.ts";
import { openEngine } from "../../../server/locate/engine.ts";
import { geography } from "../../geography.ts";
import { makeFolder, makeSet, run, TINY } from "./world.ts";

let engine: Engine;
let request: ExplainRequest;
let set: Awaited<ReturnType<typeof makeSet>>;

beforeAll(async () => {
  set = await makeSet();
  engine = await openEngine({
    geography: await geography(),
    bundleFolder: TINY,
    cacheFolder: await makeFolder(),
    threads: 1,
  });
  const truth = await openTruth({
    dataset: null,
    truth: set.truth,
    predictions: null,
    datasetsFolder: set.folder,
  });
  const { photos } = await findPhotos(
    set.images,
    truth.set.rows.map(({ id }) => id),
  );
  request = {
    engine,
    photos,
    truth: new Map(truth.set.rows.map((row) => [row.id, row])),
    limits: { maxBytes: 40e6, maxPixels: 100e6 },
    sample: 10,
    seed: 1,
    signal: new AbortController().signal,
  };
});

afterAll(() => engine.close());

describe("measureWords", () => {
  it("holds each word against the photos whose truth is known, and passes over what cannot be read", async () => {
    const unreadable: string[] = [];
    const told: number[] = [];
    const { heads, map } = await measureWords({
      ...request,
      onUnreadable: (id) => unreadable.push(id),
      onProgress: (done, total) => told.push(done / total),
    });
    expect(unreadable).toEqual(["d.jpg"]);
    expect(told).toEqual([0.25, 0.5, 0.75, 1]);
    // Paris and Peru drive on the right, Tokyo on the left; of Peru no more is known.
    expect(Object.keys(heads)).toEqual(["drive"]);
    expect(heads.drive).toMatchObject({ photos: 3, commonest: 2 / 3 });
    expect(map.drive).toMatchObject({ photos: 3, commonest: 2 / 3 });
    expect(Object.keys(map).sort()).toEqual([
      "climate",
      "density",
      "drive",
      "elevation",
      "landcover",
    ]);
    for (const name of ["climate", "density", "elevation", "landcover"]) {
      expect(map[name]!.photos).toBe(2);
    }
    // Both cities are of one class.
    expect(map.density!.commonest).toBe(1);
  });

  it("counts a set with one truth right or wrong as a whole", async () => {
    const [paris] = request.photos;
    const only = (lng: number, lat: number) => ({
      ...request,
      photos: [paris!],
      truth: new Map([[paris!.id, { ...request.truth.get(paris!.id)!, at: [lng, lat] as const }]]),
    });
    const left = (await measureWords(only(139.6917, 35.6895))).map.drive!;
    const right = (await measureWords(only(2.3522, 48.8566))).map.drive!;
    expect([left.right, right.right].sort()).toEqual([0, 1]);
    expect(left.commonest).toBe(1);
  });
});

describe("measureCovering", () => {
  it("covers what takes most, and as much that is drawn, on the photos that can be read", async () => {
    const figures = (await measureCovering(request))!;
    expect(figures.photos).toBe(3);
    expect(figures.strongest).toBeLessThan(figures.whole);
    expect(figures.strongest).toBeLessThanOrEqual(figures.random);
    expect(figures.difference).toBeCloseTo(figures.random - figures.strongest, 12);
    expect(figures.interval[0]).toBeLessThanOrEqual(figures.difference);
    expect(figures.interval[1]).toBeGreaterThanOrEqual(figures.difference);
    expect(await measureCovering(request)).toEqual(figures);
  });

  it("draws other parts by another seed, and other photos where not all are wanted", async () => {
    const figures = (await measureCovering(request))!;
    const other = (await measureCovering({ ...request, seed: 2 }))!;
    expect(other.strongest).toBeCloseTo(figures.strongest, 12);
    expect(other.random).not.toBe(figures.random);
    const one = { ...request, photos: request.photos.slice(0, 3), sample: 1 };
    const wholes = new Set<number>();
    for (const seed of [1, 2, 3, 4, 5]) {
      const alone = (await measureCovering({ ...one, seed }))!;
      expect(alone.photos).toBe(1);
      wholes.add(alone.whole);
    }
    expect(wholes.size).toBeGreaterThan(1);
  });

  it("has no figures of photos without a part that matters", async () => {
    const broken = request.photos.filter(({ id }) => id === "d.jpg");
    expect(await measureCovering({ ...request, photos: broken })).toBeNull();
  });

  it("stops once nobody wants it any more", async () => {
    const leaving = new AbortController();
    const stopped = measureCovering({
      ...request,
      signal: leaving.signal,
      onProgress: () => leaving.abort(),
    });
    await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
  });
});

describe("eval explain", () => {
  it("prints both tables, says what is left out, and repeats itself", async () => {
    const args = ["eval", "explain", "--images", set.images, "--truth", set.truth];
    const { exit, stdout, stderr } = await run([...args, "--sample", "2"]);
    expect(exit).toBe(0);
    expect(stderr).toContain("Photos of the set that are not in the folder and are left out: ");
    expect(stderr).toContain("Photos of the set that cannot be read and are left out: d.jpg.");
    expect(stdout).toMatch(/^drive +head +\d+\.\d +\d+\.\d - \d+\.\d +66\.7 +3$/m);
    expect(stdout).toMatch(/^the strongest fifth +\d+\.\d$/m);
    const json = await run([...args, "--sample", "0", "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      model: { name: "tiny" },
      unreadable: ["d.jpg"],
      covering: null,
    });
  });
});
