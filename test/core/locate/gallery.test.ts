import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { Posterior } from "../../../core/belief/posterior.ts";
import { rankByDensity } from "../../../core/belief/ranking.ts";
import { cellAt, cellId } from "../../../core/earth/cells.ts";
import type { Geography } from "../../../core/earth/geography.ts";
import { findCell } from "../../../core/earth/land-cells.ts";
import { distanceKm } from "../../../core/earth/lng-lat.ts";
import {
  type GalleryPoints,
  galleryRun,
  galleryWeights,
  groupGallery,
} from "../../../core/locate/gallery.ts";
import { galleryAnswer, likelierPoint } from "../../../core/locate/gallery-answer.ts";
import { geography, PLACES, rowAt } from "../../geography.ts";

const HUB = fileURLToPath(new URL("../../fixtures/hub/", import.meta.url));
const MIX = { gallery: 0.6, population: 0.3, land: 0.1 };

let earth: Geography;
let pairs: [number, number][];
let points: GalleryPoints;

beforeAll(async () => {
  earth = await geography();
  pairs = JSON.parse(await readFile(`${HUB}gps_gallery/coordinates_100K.json`, "utf8"));
  points = groupGallery(gallery(pairs), earth.cells);
});

function gallery(of: readonly (readonly [number, number])[]) {
  return {
    lat: Float32Array.from(of, ([lat]) => lat),
    lng: Float32Array.from(of, ([, lng]) => lng),
  };
}

describe("groupGallery", () => {
  it("keeps every point once, with its copies and its first place, by land cell", () => {
    expect(points.total).toBe(pairs.length);
    expect(points.count).toBe(new Set(pairs.map((pair) => pair.join())).size);
    expect(points.copies.reduce((sum, n) => sum + n, 0)).toBe(points.total);
    for (let i = 0; i < points.count; i++) {
      const [lat, lng] = pairs[points.first[i]!]!;
      expect(points.lat[i]).toBe(Math.fround(lat));
      const row = findCell(earth.cells, cellId(cellAt([lng, lat], earth.cells.resolution)));
      if (row >= 0) expect(points.row[i]).toBe(row);
      if (i > 0) expect(points.row[i]).toBeGreaterThanOrEqual(points.row[i - 1]!);
    }
  });

  it("gives points off the land to the nearest land cell", () => {
    const { row } = groupGallery(gallery([[-60, -45]]), earth.cells);
    // The South Orkney Islands.
    const at = [earth.cells.lng[row[0]!]!, earth.cells.lat[row[0]!]!] as const;
    expect(distanceKm(at, [-45.6, -60.6])).toBeLessThan(30);
  });

  it("finds the run of each land cell", () => {
    for (const row of new Set(points.row)) {
      const [from, to] = galleryRun(points, row);
      const own = [...points.row.keys()].filter((i) => points.row[i] === row);
      expect([from, to]).toEqual([own[0], own.at(-1)! + 1]);
    }
    expect(galleryRun(points, earth.cells.count - 1)).toEqual([points.count, points.count]);
  });
});

describe("galleryWeights", () => {
  it("sums to 1 and leaves no land without mass", () => {
    const weights = galleryWeights(points, earth.cells, MIX);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
    expect(weights.reduce((least, weight) => Math.min(least, weight))).toBeGreaterThan(1e-10);
  });

  it("gives each cell the gallery's share of it, times the mix", () => {
    const with_ = galleryWeights(points, earth.cells, MIX);
    const without = galleryWeights(points, earth.cells, { ...MIX, gallery: 1e-12 });
    const row = rowAt(earth, PLACES.paris);
    const [from, to] = galleryRun(points, row);
    const share = points.copies.subarray(from, to).reduce((sum, n) => sum + n, 0) / points.total;
    expect(share).toBeGreaterThan(0);
    expect(with_[row]!).toBeCloseTo(0.6 * share + 0.4 * without[row]!, 9);
  });
});

describe("galleryAnswer", () => {
  it("counts duplicates as GeoCLIP does, and keeps the order of the file among equals", () => {
    const own = groupGallery(
      gallery([
        [48.86, 2.35],
        [35.69, 139.69],
        [48.86, 2.35],
        [-12.05, -77.04],
      ]),
      earth.cells,
    );
    const scores = Float32Array.from(own.first, (first) => [0.5, 0.9, 0.5, 0.5][first]!);
    const { top, posterior } = galleryAnswer(own, scores, 2, earth.cells, 4);
    const weights = [Math.exp(1), Math.exp(1.8), Math.exp(1), Math.exp(1)];
    const sum = weights.reduce((a, b) => a + b);
    expect(top.map(({ at }) => Math.round(at[1]))).toEqual([36, 49, 49, -12]);
    expect(top[0]!.probability).toBeCloseTo(weights[1]! / sum, 6);
    expect(top[1]!.probability).toBeCloseTo(weights[0]! / sum, 6);
    expect(posterior.probability[rowAt(earth, PLACES.paris)]).toBeCloseTo(
      (2 * weights[0]!) / sum,
      6,
    );
  });

  it("gives as many points as there are when more are asked for", () => {
    const { top } = galleryAnswer(points, new Float32Array(points.count), 1, earth.cells, 1000);
    expect(top).toHaveLength(points.total);
    expect(top[0]!.at).toEqual([Math.fround(pairs[0]![1]), Math.fround(pairs[0]![0])]);
  });
});

describe("likelierPoint", () => {
  const SCALE = 40;

  /** A posterior with all mass in one land cell, or in one child of it. */
  function allIn(row: number): Posterior {
    const probability = new Float64Array(earth.cells.count);
    probability[row] = 1;
    return { cells: earth.cells, probability, fine: [] };
  }

  function search(galleryShare: number, modeScore: number, scores?: Float32Array) {
    const row = rowAt(earth, PLACES.paris);
    const [from, to] = galleryRun(points, row);
    const own = scores ?? Float32Array.from({ length: to - from }, (_, i) => 0.1 + i / 1000);
    const posterior = allIn(row);
    const candidates = { points, row, scores: own, modeScore, galleryShare };
    return {
      found: likelierPoint(candidates, SCALE, posterior, rankByDensity(posterior)),
      from,
      to,
    };
  }

  it("takes the best point where it scores at least as much", () => {
    const { found, to } = search(0, 0.1);
    expect(found).toEqual([points.lng[to - 1], points.lat[to - 1]]);
  });

  it("stays with the mode of the cells where no photo was taken near it", () => {
    expect(search(0, 0.9).found).toBeNull();
  });

  it("lets a point score less, by what the prior says of its surroundings", () => {
    const row = rowAt(earth, PLACES.paris);
    const { from, to } = search(0, 0);
    const best = 0.1 + (to - from - 1) / 1000;
    const copies = points.copies.subarray(from, to).reduce((sum, n) => sum + n, 0);
    const odds = 0.9 / 0.1;
    const nats = Math.log1p((odds * earth.cells.areaKm2[row]!) / (copies * Math.PI));
    expect(search(0.9, best + nats / SCALE - 1e-6).found).not.toBeNull();
    expect(search(0.9, best + nats / SCALE + 1e-6).found).toBeNull();
  });

  it("passes over points outside the region that holds half the mass", () => {
    const row = rowAt(earth, PLACES.paris);
    const [from, to] = galleryRun(points, row);
    const inside = [points.lng[from]!, points.lat[from]!] as const;
    const fine = {
      name: cellAt(inside, 7),
      resolution: 7,
      row,
      areaKm2: 5,
      at: inside,
      probability: 1,
    };
    const posterior = {
      cells: earth.cells,
      probability: new Float64Array(earth.cells.count),
      fine: [fine],
    };
    const scores = Float32Array.from({ length: to - from }, (_, i) => (i === 0 ? 0.1 : 0.9));
    const candidates = { points, row, scores, modeScore: 0, galleryShare: 0.5 };
    const found = likelierPoint(candidates, SCALE, posterior, rankByDensity(posterior));
    expect(cellAt(found!, 7)).toBe(fine.name);
  });
});
