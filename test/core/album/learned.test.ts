import { describe, expect, it } from "vitest";
import { answerPictures, comparePictures } from "../../../core/album/learned.ts";
import type { AlbumOrder, AlbumPhoto } from "../../../core/album/photo.ts";
import { createRandom } from "../../random.ts";
import { smallWorld } from "./small-world.ts";

const CELLS = 60;
const world = smallWorld(CELLS, 1);
const HERE = Array.from({ length: CELLS / 3 }, (_, i) => 3 * i);

/** Different in each: those that say the same are copies of one witness. */
function beliefIn(rows: readonly number[], strength: number, seed: number): Float32Array {
  const random = createRandom(seed);
  const belief = Float32Array.from(world.prior, (p, row) => {
    return p * (rows.includes(row) ? strength : 1) * Math.exp(0.7 * random.normal());
  });
  const sum = belief.reduce((total, p) => total + p, 0);
  return belief.map((p) => p / sum);
}

const photo = (rows: readonly number[], hours: number | null, strength = 60): AlbumPhoto => ({
  belief: beliefIn(rows, strength, 1 + (hours ?? 0)),
  hours,
  isAnchor: false,
});

function compare(photos: readonly AlbumPhoto[], order: AlbumOrder = "time") {
  const steps = comparePictures(world, photos, order);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** A model that is certain of one cell for every photo. */
async function* certainOf(row: number, count: number): AsyncGenerator<Float32Array, void> {
  for (let i = 0; i < count; i++) {
    yield Float32Array.from({ length: CELLS }, (_, cell) => Number(cell === row));
  }
}

describe("albums by a learned model", () => {
  it("are shown to it by their times, those without one last", () => {
    const photos = [photo(HERE, null), photo(HERE, 30), photo(HERE, 10)];
    expect(compare(photos)).toMatchObject({ sequence: [2, 1, 0], hours: [0, 20, null] });
    expect(compare(photos, "given")).toMatchObject({ sequence: [0, 1, 2], hours: [0, 6, 12] });
    expect(compare(photos, "none").hours).toEqual([null, null, null]);
  });

  it("have its answer as far as the pictures belong together, and their own for the rest", async () => {
    const photos = [0, 1, 2, 3].map((i) => photo(HERE, i));
    const own = photos[0]!.belief.slice();
    const compared = compare(photos);
    const { belongs } = await answerPictures(world, compared, certainOf(3, 4)).then(
      ({ photos: answered, path }) => {
        expect(path).toEqual([3, 3, 3, 3]);
        return answered[0]!;
      },
    );
    expect(photos[0]!.belief[3]).toBeCloseTo(belongs + (1 - belongs) * own[3]!, 5);
    expect(photos[0]!.belief.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
  });

  it("give a stranger nearly its own belief, and leave the others together", async () => {
    const photos = [photo(HERE, 0), photo(HERE, 1), photo([2, 5], 2)];
    const own = photos.map(({ belief }) => belief.slice());
    const belonging = { album: 0.95, photos: Float64Array.of(0.9, 0.8, 0.05) };
    const compared = { ...compare(photos), belonging };
    const { photos: answered, belongs } = await answerPictures(world, compared, certainOf(3, 3));
    expect(belongs).toBe(0.95);
    expect(answered.map((each) => each.belongs)).toEqual([0.9, 0.8, 0.05]);
    for (const [i, share] of [0.9, 0.8, 0.05].entries()) {
      expect(photos[i]!.belief[2]).toBeCloseTo((1 - share) * own[i]![2]!, 5);
    }
    expect(answered[2]!.bits).toBeLessThan(answered[0]!.bits);
  });
});
