import { describe, expect, it } from "vitest";
import { agreementOf, belongingOf, type Parts } from "../../../core/album/belonging.ts";

const BLOCKS = 40;

interface Photo {
  readonly parts: Parts;
  readonly isAnchor: boolean;
}

/** A photo that believes in a block, and knows by how much: a share of all that it believes. */
function photo(block: number, share = 0.95, isAnchor = false): Photo {
  const parts = new Float32Array(BLOCKS).fill((1 - share) / BLOCKS);
  parts[block]! += share;
  const root = Math.sqrt(1 / BLOCKS);
  return { parts: [parts.map((p) => p / root)], isAnchor };
}

function belonging(photos: readonly Photo[], hasPlaces = false, copies: number[][] = []) {
  const same = photos.map(() => new Float64Array(photos.length));
  for (const [i, k] of copies) same[i!]![k!] = same[k!]![i!] = 1;
  const compared = photos.map(({ parts, isAnchor }, i) => ({
    photo: { isAnchor },
    self: agreementOf(parts, parts),
    agreements: Float64Array.from(photos.slice(0, i), (other) => agreementOf(parts, other.parts)),
  }));
  const steps = belongingOf(compared, same, hasPlaces);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

const repeated = (count: number, block: number) =>
  Array.from({ length: count }, () => photo(block));

describe("belonging", () => {
  it("lets one photo be found apart by the others, however sure the album is", () => {
    const { album, photos } = belonging([...repeated(6, 3), photo(20)]);
    expect(album).toBeGreaterThan(0.9);
    expect(photos[0]).toBeGreaterThan(0.9);
    expect(photos[6]).toBeLessThan(0.2);
  });

  it("finds two strangers that have nothing to do with each other", () => {
    const { photos } = belonging([...repeated(5, 3), photo(20), photo(30)]);
    expect(photos[0]).toBeGreaterThan(0.8);
    expect(Math.max(photos[5]!, photos[6]!)).toBeLessThan(0.2);
  });

  it("leaves a photo that says nothing in the trip of the others", () => {
    const { photos } = belonging([...repeated(6, 3), photo(20, 0)]);
    expect(photos[6]).toBeGreaterThan(0.7);
  });

  it("is less sure of few photos than of many that agree as well", () => {
    // Each believes as much in the common block as in each of three of its own.
    const torn = (own: number): Photo => {
      const blocks = [0, 3 * own + 1, 3 * own + 2, 3 * own + 3].map((block) => photo(block));
      const parts = blocks[0]!.parts[0]!.map((_, block) => {
        return blocks.reduce((sum, other) => sum + other.parts[0]![block]! / 4, 0);
      });
      return { parts: [parts], isAnchor: false };
    };
    const sure = [2, 3, 6, 12].map(
      (count) => belonging(Array.from({ length: count }, (_, i) => torn(i))).album,
    );
    expect(sure).toEqual(sure.toSorted((a, b) => a - b));
    expect(sure[1]).toBeLessThan(0.9);
    expect(sure[3]).toBeGreaterThan(0.9);
  });

  it("takes a hundred photos for a trip of which most say little and some mislead", () => {
    const album = Array.from({ length: 100 }, (_, i) => {
      return i % 7 === 0 ? photo(i % BLOCKS) : photo(3, i % 3 === 0 ? 0.4 : 0.05);
    });
    const { album: trip, photos } = belonging(album);
    expect(trip).toBeGreaterThan(0.9);
    expect(photos[7]).toBeLessThan(photos[1]!);
  });

  it("keeps photos of unrelated places apart", () => {
    const { album, photos } = belonging(Array.from({ length: 6 }, (_, i) => photo(5 * i)));
    expect(album).toBeLessThan(0.1);
    expect(Math.max(...photos)).toBeLessThan(0.1);
  });

  it("does not take copies for further witnesses", () => {
    const two = belonging([photo(3), photo(3)]);
    const copied = belonging([photo(3), photo(3), photo(3)], false, [[1, 2]]);
    expect(copied.photos[0]).toBeCloseTo(two.photos[0]!, 1);
  });

  it("lets a picture contradict a known place, which is asked of nobody", () => {
    const agreeing = belonging([photo(3, 0.999, true), photo(3)], true);
    expect(agreeing.photos[1]).toBeGreaterThan(0.9);
    const { photos } = belonging([photo(3, 0.999, true), photo(20, 0.98)], true);
    expect(photos[0]).toBe(0.99);
    expect(photos[1]).toBeLessThan(0.5);
  });

  it("is the same in any order", () => {
    const album = [photo(3), photo(4), photo(3, 0.3), photo(20), photo(3, 0.8)];
    const turned = belonging(album.toReversed());
    const { photos } = belonging(album);
    photos.forEach((share, i) => {
      expect(turned.photos[4 - i]).toBeCloseTo(share, 12);
    });
  });
});
