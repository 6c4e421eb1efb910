import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { MOST_ALBUM_PHOTOS, solveAlbum } from "../../../core/album/album.ts";
import { anchorBelief } from "../../../core/album/emission.ts";
import { worldOf } from "../../../core/album/world.ts";
import { MOST_PHOTOS_SENT } from "../../../core/contracts/album-limits.ts";
import { DEFAULT_OPTIONS } from "../../../core/contracts/options.ts";
import { PROJECT_FOLDER } from "../../../server/files/project-folder.ts";
import { openLocator } from "../../../server/locate/locator.ts";
import { geography } from "../../geography.ts";
import { temporaryFolder } from "../model/fixture.ts";

// What sealing costs, by the bundle that ships and photos that do.

const STARTER = join(PROJECT_FOLDER, "geodata", "starter");
const PHOTOS = 4;
const NEVER = new AbortController().signal;

/** Probability that lies elsewhere. */
function moved(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, p, row) => sum + Math.abs(p - b[row]!), 0) / 2;
}

it("seals real beliefs in under 40 kB, and moves an album's answers by under 2 %", async () => {
  const earth = await geography();
  const locator = await openLocator({
    geography: earth,
    bundleFolder: join(PROJECT_FOLDER, "models", "preview"),
    cacheFolder: await temporaryFolder(),
    threads: 1,
    limits: { maxBytes: 40e6, maxPixels: 100e6 },
    finestResolution: 7,
  });
  try {
    const names = (await readdir(STARTER)).filter((name) => name.endsWith(".webp"));
    const beliefs: Float32Array[] = [];
    const kept: Float32Array[] = [];
    let prior: Float64Array | null = null;
    for (const name of names.slice(0, PHOTOS)) {
      const photo = await readFile(join(STARTER, name));
      const seen = await locator.look(photo, DEFAULT_OPTIONS, NEVER);
      const { look } = await locator.locate(photo, { ...DEFAULT_OPTIONS, look: true }, NEVER);
      expect(look!.length).toBeLessThan(40_000);
      const recalled = locator.recall(look!, DEFAULT_OPTIONS);
      expect(moved(recalled.belief, seen.belief)).toBeLessThan(0.01);
      expect(recalled.exif).toEqual(seen.exif);
      prior ??= seen.prior;
      beliefs.push(seen.belief);
      kept.push(recalled.belief);
    }
    const world = worldOf(earth.cells, prior!);
    // A known place in the midst of the first photo's belief, so that they are taken for one trip.
    const [first] = beliefs as [Float32Array];
    const known = anchorBelief(world, first.indexOf(Math.max(...first)));
    const solved = (all: readonly Float32Array[]) => {
      const photos = [known, ...all].map((belief, i) => ({
        belief: belief.slice(),
        hours: i,
        isAnchor: i === 0,
      }));
      const steps = solveAlbum(world, photos, "time");
      for (;;) {
        const step = steps.next();
        if (step.done) return step.value;
      }
    };
    const [exact, near] = [solved(beliefs), solved(kept)];
    expect(exact.belongs).toBeGreaterThan(0.5);
    expect(near.belongs).toBeCloseTo(exact.belongs, 2);
    expect(moved(exact.photos[1]!.belief, first)).toBeGreaterThan(0.2);
    for (const [i, { belief, bits }] of near.photos.entries()) {
      expect(moved(belief, exact.photos[i]!.belief)).toBeLessThan(0.02);
      expect(Math.abs(bits - exact.photos[i]!.bits)).toBeLessThan(0.05);
    }
  } finally {
    await locator.close();
  }
}, 180_000);

it("takes as many photos as can be solved", () => {
  expect(MOST_PHOTOS_SENT).toBe(MOST_ALBUM_PHOTOS);
});
