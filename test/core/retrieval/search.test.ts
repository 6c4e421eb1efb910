import { describe, expect, it } from "vitest";
import { createUniform } from "../../../core/eval/figures/random.ts";
import { quantise, squaresOf, strideOf } from "../../../core/retrieval/quantised.ts";
import { allocateRows, createSearch } from "../../../core/retrieval/search.ts";

const NO_TURNS = async () => {};

/** An index of random unit-free vectors, and its rows in double precision. */
function makeIndex(count: number, dimension: number, random: () => number) {
  const rows = allocateRows(count, dimension);
  const stride = strideOf(dimension);
  const places = new Int32Array(2 * count);
  const squares = new Uint32Array(count);
  const exact: number[][] = [];
  for (let row = 0; row < count; row++) {
    const { values } = quantise(Float32Array.from({ length: dimension }, () => random() - 0.5));
    rows.bytes.set(values, row * stride);
    squares[row] = squaresOf(values);
    exact.push([...values]);
    places[2 * row] = Math.round((random() * 180 - 90) * 1e5);
    places[2 * row + 1] = Math.round((random() * 360 - 180) * 1e5);
  }
  return { search: createSearch(rows, dimension, places, squares), exact, places };
}

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [dot, own, other] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    own += a[i]! ** 2;
    other += b[i]! ** 2;
  }
  return dot / Math.sqrt(own * other);
}

/** Brute force in double precision. */
function bruteForce(exact: number[][], query: Float32Array, farthest: boolean, below = Infinity) {
  return exact
    .map((values, row) => ({ row, similarity: cosine(values, query) }))
    .filter(({ similarity }) => similarity < below)
    .sort((a, b) => (farthest ? -1 : 1) * (b.similarity - a.similarity) || a.row - b.row);
}

describe("search", () => {
  it.each([
    [1, 8],
    [700, 8],
    [3000, 17],
    [2000, 256],
    [500, 4096],
  ])("of %i photos x %i numbers finds what brute force finds", async (count, dimension) => {
    const random = createUniform(count + dimension);
    const { search, exact } = makeIndex(count, dimension, random);
    for (const farthest of [false, true]) {
      for (const k of [1, 10, count + 3]) {
        const query = Float32Array.from({ length: dimension }, () => random() * 7 - 3);
        const found = await search.find(query, { k, farthest }, NO_TURNS);
        const wanted = bruteForce(exact, query, farthest).slice(0, k);
        expect(found.map(({ row }) => row)).toEqual(wanted.map(({ row }) => row));
        found.forEach(({ similarity }, i) => {
          expect(similarity).toBeCloseTo(wanted[i]!.similarity, 12);
        });
      }
    }
  });

  it("tells photos apart whose cosines differ by less than the kernel can see", async () => {
    const dimension = 64;
    const base = Float32Array.from({ length: dimension }, (_, i) => Math.sin(i + 1));
    const { values } = quantise(base);
    const rows = allocateRows(200, dimension);
    const squares = new Uint32Array(200);
    const exact: number[][] = [];
    for (let row = 0; row < 200; row++) {
      const own = Int8Array.from(values);
      own[row % dimension]! += row < dimension ? 1 : -1;
      rows.bytes.set(own, row * dimension);
      squares[row] = squaresOf(own);
      exact.push([...own]);
    }
    const search = createSearch(rows, dimension, new Int32Array(400), squares);
    const found = await search.find(base, { k: 40 }, NO_TURNS);
    expect(found.map(({ row }) => row)).toEqual(
      bruteForce(exact, base, false)
        .slice(0, 40)
        .map(({ row }) => row),
    );
  });

  it("finds a photo of the index first, and not at all below its own similarity", async () => {
    const random = createUniform(5);
    const { search, exact } = makeIndex(400, 32, random);
    const query = Float32Array.from(exact[123]!);
    const [own, next] = await search.find(query, { k: 2 }, NO_TURNS);
    expect(own).toMatchObject({ row: 123 });
    expect(own!.similarity).toBeCloseTo(1, 12);
    const others = await search.find(query, { k: 1, below: 0.99 }, NO_TURNS);
    expect(others).toEqual([next]);
    const below = await search.find(query, { k: 400, below: next!.similarity }, NO_TURNS);
    expect(below.map(({ row }) => row)).toEqual(
      bruteForce(exact, query, false, next!.similarity).map(({ row }) => row),
    );
  });

  it("keeps searches apart that run at the same time", async () => {
    const random = createUniform(9);
    const { search, exact } = makeIndex(300, 16, random);
    const queries = [3, 77, 200].map((row) => Float32Array.from(exact[row]!));
    const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
    const found = await Promise.all(queries.map((query) => search.find(query, { k: 1 }, turn)));
    expect(found.map(([first]) => first!.row)).toEqual([3, 77, 200]);
  });

  it("tells places in degrees", async () => {
    const { search, exact, places } = makeIndex(10, 8, createUniform(2));
    const [found] = await search.find(Float32Array.from(exact[4]!), { k: 1 }, NO_TURNS);
    expect(found!.at).toEqual([places[9]! / 1e5, places[8]! / 1e5]);
  });
});

describe("quantise", () => {
  it("says how far the kept vector is from the one it was made from", () => {
    const random = createUniform(3);
    for (let time = 0; time < 50; time++) {
      const vector = Float32Array.from({ length: 256 }, () => random() - 0.5);
      const { values, cosine: told } = quantise(vector);
      expect(told).toBeCloseTo(cosine(values, vector), 12);
      expect(told).toBeGreaterThan(0.9999);
      expect(Math.max(...values.map(Math.abs))).toBe(127);
    }
  });
});
