import { describe, expect, it } from "vitest";
import { type OpenAlbum, openAlbum, solveAlbum } from "../../../core/album/album.ts";
import { anchorBelief } from "../../../core/album/emission.ts";
import type { AlbumOrder, AlbumPhoto } from "../../../core/album/photo.ts";
import { createRandom } from "../../random.ts";
import { smallWorld } from "./small-world.ts";

const CELLS = 300;
const world = smallWorld(CELLS, 2);

/** Photos of a way over islands, at different times, two of one moment, one without a time, a stranger, a copy and a known place. */
function somePhotos(): AlbumPhoto[] {
  const random = createRandom(8);
  const photo = (home: number, hours: number | null): AlbumPhoto => {
    const belief = Float32Array.from(world.prior, (p, row) => {
      return p * (row % 3 === home % 3 ? 12 : 1) * Math.exp(0.7 * random.normal());
    });
    const sum = belief.reduce((total, p) => total + p, 0);
    return { belief: belief.map((p) => p / sum), hours, isAnchor: false };
  };
  const album = [photo(0, 0), photo(3, 2), photo(0, 2), photo(1, 5), photo(0, null), photo(6, 30)];
  const anchor = { belief: anchorBelief(world, 9), hours: 40, isAnchor: true };
  return [...album, { ...album[1]!, hours: 50 }, anchor];
}

const fresh = (photos: readonly AlbumPhoto[]) =>
  photos.map((photo) => ({ ...photo, belief: photo.belief.slice() }));

function done<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

const atOnce = (photos: readonly AlbumPhoto[], order: AlbumOrder, mostExact?: number) =>
  done(solveAlbum(world, fresh(photos), order, mostExact));

function opened(photos: readonly AlbumPhoto[], mostExact?: number): OpenAlbum {
  const album = openAlbum(world, mostExact);
  for (const photo of fresh(photos)) album.add(photo);
  return album;
}

function difference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, p, row) => Math.max(most, Math.abs(p - b[row]!)), 0);
}

describe("open album", () => {
  it.each<[AlbumOrder, number]>([
    ["time", 100],
    ["given", 100],
    ["none", 100],
    ["time", 0],
  ])("has after every photo what solving anew has (by %s, exact up to %d)", (order, mostExact) => {
    const photos = somePhotos();
    const album = openAlbum(world, mostExact);
    for (const [i, photo] of fresh(photos).entries()) {
      expect(album.add(photo)).toBe(i);
      const anew = atOnce(photos.slice(0, i + 1), order, mostExact);
      const solved = done(album.solve(order));
      expect(solved.path).toEqual(anew.path);
      expect(solved.belongs).toBeCloseTo(anew.belongs, 12);
      expect(solved.bits).toBeCloseTo(anew.bits, 9);
      solved.photos.forEach(({ belief, belongs }, k) => {
        expect(difference(belief, anew.photos[k]!.belief)).toBeLessThan(1e-9);
        expect(belongs).toBeCloseTo(anew.photos[k]!.belongs, 12);
      });
    }
  });

  it("has the same answers in whatever order photos are added, but for single precision", () => {
    const photos = somePhotos();
    const anew = atOnce(photos, "time");
    for (const added of [
      [7, 6, 5, 4, 3, 2, 1, 0],
      [3, 0, 7, 1, 5, 2, 6, 4],
    ]) {
      const solved = done(opened(added.map((i) => photos[i]!)).solve("time"));
      added.forEach((i, at) => {
        expect(difference(solved.photos[at]!.belief, anew.photos[i]!.belief)).toBeLessThan(1e-6);
      });
    }
  });

  it.each([100, 0])("locates one photo as solving all does (exact up to %d)", (mostExact) => {
    const photos = somePhotos();
    const anew = atOnce(photos, "time", mostExact);
    const album = opened(photos, mostExact);
    for (const i of photos.keys()) {
      const { belief, belongs, bits } = done(album.locate(i, "time"));
      expect(difference(belief, anew.photos[i]!.belief)).toBeLessThan(1e-6);
      expect(belongs).toBeCloseTo(anew.photos[i]!.belongs, 6);
      expect(bits).toBeCloseTo(anew.photos[i]!.bits, 5);
    }
  });

  it("is not changed by being asked", () => {
    const album = opened(somePhotos());
    const first = done(album.solve("time"));
    const again = done(album.solve("time"));
    first.photos.forEach(({ belief }, i) => {
      expect(difference(belief, again.photos[i]!.belief)).toBe(0);
    });
  });

  it("refuses a photo that is one too many, and a number that it does not have", () => {
    const tiny = smallWorld(3, 1);
    const album = openAlbum(tiny);
    for (let i = 0; i < 500; i++) {
      album.add({ belief: Float32Array.from(tiny.prior), hours: null, isAnchor: false });
    }
    const more = { belief: Float32Array.from(tiny.prior), hours: null, isAnchor: false };
    expect(() => album.add(more)).toThrow(/at most 500 photos, got 501/);
    expect(() => done(opened(somePhotos()).locate(8, "time"))).toThrow(/has no photo 8/);
  });
});
