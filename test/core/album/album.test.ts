import { describe, expect, it } from "vitest";
import { solveAlbum } from "../../../core/album/album.ts";
import { anchorBelief } from "../../../core/album/emission.ts";
import type { AlbumOrder, AlbumPhoto } from "../../../core/album/photo.ts";
import type { World } from "../../../core/album/world.ts";
import { createRandom } from "../../random.ts";
import { smallWorld } from "./small-world.ts";

const CELLS = 60;
const world = smallWorld(CELLS, 1);

/** A belief around some cells, which the others have a little of. */
function beliefIn(rows: readonly number[], strength = 30, seed = 0): Float32Array {
  const random = createRandom(seed);
  const belief = Float32Array.from(world.prior, (p, row) => {
    return p * (rows.includes(row) ? strength : 1) * Math.exp(0.7 * random.normal());
  });
  const sum = belief.reduce((total, p) => total + p, 0);
  return belief.map((p) => p / sum);
}

const photo = (belief: Float32Array, hours: number | null = null): AlbumPhoto => ({
  belief: belief.slice(),
  hours,
  isAnchor: false,
});
const anchor = (row: number, hours: number | null = null): AlbumPhoto => ({
  belief: anchorBelief(world, row),
  hours,
  isAnchor: true,
});

function solve(
  photos: readonly AlbumPhoto[],
  order: AlbumOrder = "time",
  of: World = world,
  mostExact?: number,
) {
  const steps = solveAlbum(of, photos, order, mostExact);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Greatest difference of two beliefs in any cell. */
function difference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, p, row) => Math.max(most, Math.abs(p - b[row]!)), 0);
}

function massIn(belief: Float32Array, rows: readonly number[]): number {
  return rows.reduce((sum, row) => sum + belief[row]!, 0);
}

/** The islands that lie together, some tens of kilometres apart, and some of those that lie scattered. */
const HERE = Array.from({ length: CELLS / 3 }, (_, i) => 3 * i);
const THERE = [2, 5, 8];

describe("album", () => {
  it("gives one photo alone its own answer", () => {
    const own = beliefIn(HERE);
    const { photos, bits } = solve([photo(own, 5)]);
    expect(difference(photos[0]!.belief, own)).toBeLessThan(1e-6);
    expect(bits).toBeCloseTo(0, 9);
  });

  it("gives a reversed album the same beliefs", () => {
    const album = [0, 3, 3, 40, 90].map((hours, i) => photo(beliefIn(HERE, 20 + i, i), hours));
    const copies = album.map(({ belief, hours }) => photo(belief, hours));
    const mirrored = copies.reverse();
    const forwards = solve(album, "time");
    const backwards = solve(mirrored, "time");
    forwards.photos.forEach(({ belief }, i) => {
      expect(difference(belief, backwards.photos[4 - i]!.belief)).toBeLessThan(1e-6);
    });
  });

  it("has the same answer for a set however it is ordered", () => {
    const beliefs = [0, 1, 2, 3].map((i) => beliefIn(HERE, 20 + 9 * i, i));
    const forwards = solve(
      beliefs.map((belief) => photo(belief)),
      "none",
    );
    const moved = [2, 0, 3, 1];
    const other = solve(
      moved.map((i) => photo(beliefs[i]!)),
      "none",
    );
    moved.forEach((i, at) => {
      expect(difference(forwards.photos[i]!.belief, other.photos[at]!.belief)).toBeLessThan(1e-6);
    });
  });

  it("learns from photos of one place: what all say is believed more", () => {
    const beliefs = [1, 2, 3, 4].map((seed) => beliefIn(HERE, 5, seed));
    const album = solve(beliefs.map((belief, i) => photo(belief, 6 * i)));
    beliefs.forEach((belief, i) => {
      expect(massIn(album.photos[i]!.belief, HERE)).toBeGreaterThan(massIn(belief, HERE));
    });
    expect(album.belongs).toBeGreaterThan(0.9);
    expect(album.bits).toBeGreaterThan(0);
  });

  it("learns next to nothing from a photo that is there again", () => {
    const [first, second] = [beliefIn(HERE, 8, 1), beliefIn(HERE, 8, 2)];
    const two = solve([photo(first, 0), photo(second, 5)]);
    const many = solve([photo(first, 0), photo(first, 0), photo(first, 0), photo(second, 5)]);
    const [before, once, thrice] = [second, two.photos[1]!.belief, many.photos[3]!.belief].map(
      (belief) => Math.log(massIn(belief, HERE) / (1 - massIn(belief, HERE))),
    ) as [number, number, number];
    expect(once - before).toBeGreaterThan(0.3);
    expect(Math.abs(thrice - once)).toBeLessThan(0.3 * (once - before));
  });

  it("leaves photos of unrelated places what each says by itself", () => {
    const own = [HERE, THERE, [1, 4], [23]].map((rows, i) => beliefIn(rows, 1000, i));
    const album = solve(own.map((belief, i) => photo(belief, i)));
    expect(album.belongs).toBeLessThan(0.05);
    album.photos.forEach(({ belief }, i) => {
      expect(difference(belief, own[i]!)).toBeLessThan(0.01);
    });
  });

  it("sets apart a photo that the others speak against", () => {
    const own = beliefIn([2], 1e6, 9);
    const album = solve([
      ...[1, 2, 3, 4, 5, 6].map((seed) => photo(beliefIn(HERE.slice(0, 9), 1e3, seed), seed)),
      photo(own, 3),
    ]);
    expect(album.photos[6]!.bits).toBeLessThan(0);
    expect(album.photos[6]!.belongs).toBeLessThan(album.photos[0]!.belongs);
    expect(massIn(album.photos[6]!.belief, [2])).toBeGreaterThan(0.5);
  });

  it("is not sure of a stranger among photos that agree", () => {
    const here = [1, 2, 3, 4, 5, 6].map((seed) =>
      photo(beliefIn(HERE.slice(0, 9), 1e3, seed), seed),
    );
    const album = solve([...here, photo(beliefIn([2], 1e6, 9), 3)]);
    expect(album.photos[0]!.belongs).toBeGreaterThan(0.75);
    expect(album.photos[6]!.belongs).toBeLessThan(0.3);
  });

  it("gives the position of the file where every photo has one", () => {
    const rows = [0, 2, 5, 40];
    const album = solve(rows.map((row, i) => anchor(row, i)));
    rows.forEach((row, i) => {
      expect(album.photos[i]!.belief[row]).toBeGreaterThan(0.99);
    });
    expect(album.path).toEqual(rows);
  });

  it("goes through every known place, also through one that is of another trip", () => {
    const rows = [0, 3, 6, 2, 9];
    const album = solve(rows.map((row, i) => anchor(row, 0.5 * i)));
    expect(album.path).toEqual(rows);
  });

  it("draws a photo to the position of one that was taken minutes before", () => {
    const album = solve([anchor(3, 0), photo(beliefIn([], 1, 3), 0.1), anchor(3, 0.2)]);
    expect(album.photos[1]!.belief[3]).toBeGreaterThan(0.5);
    const later = solve([anchor(3, 0), photo(beliefIn([], 1, 3), 500)]);
    expect(later.photos[1]!.belief[3]).toBeLessThan(album.photos[1]!.belief[3]!);
  });

  it("lets the picture veto the place of its neighbour in time", () => {
    const album = solve([anchor(3, 0), photo(beliefIn([2], 1e6, 3), 0.1)]);
    expect(album.photos[1]!.belief[2]).toBeGreaterThan(0.5);
  });

  it("takes photos without a time among the others, and equal times", () => {
    const hours = [4, null, 4, 0, null];
    const album = solve(hours.map((at, i) => photo(beliefIn(HERE, 30, i), at)));
    expect(album.sequence.slice(0, 3)).toEqual(expect.arrayContaining([3, 0, 2]));
    expect(album.sequence[0]).toBe(3);
    for (const { belief } of album.photos) {
      expect(belief.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    }
  });

  it("refuses more photos than it has room for, before any work", () => {
    const many = Array.from({ length: 501 }, () => photo(new Float32Array(0)));
    expect(() => solve(many)).toThrow(/at most 500 photos, got 501/);
  });

  describe("of many photos", () => {
    const CELLS_OF_MANY = 3000;
    const wide = smallWorld(CELLS_OF_MANY, 4);
    const random = createRandom(5);
    /** Photos of a walk over islands that lie near each other, each blurred in its own way. */
    const walk = Array.from({ length: 30 }, (_, t) => {
      const at = wide.tessellations[0]!.order[200 + Math.floor(t / 3)]!;
      const belief = Float32Array.from(wide.prior, (p, row) => {
        return p * (row % 3 === at % 3 ? 20 : 1) * Math.exp(0.7 * random.normal());
      });
      const sum = belief.reduce((total, p) => total + p, 0);
      return { belief: belief.map((p) => p / sum), hours: t };
    });
    const many = (mostExact: number) =>
      solve(
        walk.map(({ belief, hours }) => photo(belief, hours)),
        "time",
        wide,
        mostExact,
      );

    it("differs little from the chain over all cells", () => {
      const [exact, blocks] = [many(100), many(0)];
      expect(exact.belongs).toBeGreaterThan(0.9);
      exact.photos.forEach(({ belief, bits, belongs }, i) => {
        const other = blocks.photos[i]!;
        const apart = belief.reduce((sum, p, row) => sum + Math.abs(p - other.belief[row]!), 0) / 2;
        expect(apart).toBeLessThan(0.01);
        expect(other.bits).toBeCloseTo(bits, 1);
        expect(other.belongs).toBeCloseTo(belongs, 2);
      });
      expect(blocks.bits).toBeCloseTo(exact.bits, 1);
    });

    it("takes the known position to be one of a cell", () => {
      const [here, there] = [
        wide.tessellations[0]!.order[300]!,
        wide.tessellations[0]!.order[301]!,
      ];
      const album = solve(
        [here, there].map((row, i) => ({
          belief: anchorBelief(wide, row),
          hours: 0.01 * i,
          isAnchor: true,
        })),
        "time",
        wide,
        0,
      );
      expect(album.photos[0]!.belief[here]).toBeGreaterThan(0.9);
      expect(album.path).toEqual([here, there]);
    });
  });

  it("finds a way where the photos may be, not over an island where nobody has been", () => {
    const album = solve(Array.from({ length: 40 }, (_, i) => photo(beliefIn(HERE, 8, i), 3 * i)));
    album.path.forEach((row) => {
      expect(HERE).toContain(row);
    });
  });
});
