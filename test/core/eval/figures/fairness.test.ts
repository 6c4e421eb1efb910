import { describe, expect, it } from "vitest";
import { fairnessOf } from "../../../../core/eval/figures/fairness.ts";
import { filterPhotos } from "../../../../core/eval/figures/photo-filter.ts";
import { slicesOf } from "../../../../core/eval/figures/slices.ts";
import { readPerImage, writePerImage } from "../../../../core/eval/scoring/per-image.ts";
import { scoreOf } from "./score.ts";

function many(continent: string, n: number, hits: number) {
  return Array.from({ length: n }, (_, i) =>
    scoreOf(`${continent}-${i}`, {
      continent,
      km: i < hits ? 10 : 5000,
      geoScore: i < hits ? 4900 : 100,
      cluster: `${continent}-${Math.floor(i / 4)}`,
    }),
  );
}

describe("fairness over continents", () => {
  it("tells the best, the worst, and how sure the gap is", () => {
    const photos = [...many("EU", 100, 80), ...many("AF", 40, 10), ...many("OC", 5, 5)];
    const [within] = fairnessOf(photos, { seed: 1, resamples: 200 });
    // Five photos of Oceania say nothing.
    expect(within!.continents.map(({ continent }) => continent)).toEqual(["EU", "AF"]);
    expect(within!.continents[1]).toMatchObject({ n: 40, value: 0.25 });
    expect(within!.gap).toBeCloseTo(0.55, 12);
    const [low, high] = within!.gapInterval!;
    expect(low).toBeGreaterThan(0.2);
    expect(low).toBeLessThan(0.55);
    expect(high).toBeGreaterThan(0.55);
    expect(fairnessOf(many("EU", 100, 80), { seed: 1, resamples: 10 })).toEqual([]);
    expect(fairnessOf(photos, { seed: 1, resamples: 0 })[0]!.gapInterval).toBeNull();
  });
});

describe("photos by filter", () => {
  const photos = [
    scoreOf("a", { continent: "EU", km: 5, estimate: [0, 0], trainingKm: 0.4 }),
    scoreOf("b", { continent: "EU", km: 900, estimate: [0, 0], trainingKm: 12 }),
    scoreOf("c", { continent: "AF", km: 900, estimate: null }),
    scoreOf("d", { continent: "AF", km: null, estimate: null }),
  ];
  const none = { part: null, fromKm: null, toKm: null, apart: null };
  const ids = (own: object) => filterPhotos(photos, { ...none, ...own }).map(({ id }) => id);

  it("are those of a part, of an error, or on which two runs disagree", () => {
    expect(ids({})).toEqual(["a", "b", "c", "d"]);
    expect(ids({ part: { by: "continent", value: "EU" } })).toEqual(["a", "b"]);
    expect(ids({ fromKm: 900 })).toEqual(["b", "c"]);
    expect(ids({ toKm: 5 })).toEqual(["a"]);
    const other = photos.map((score) => ({
      ...score,
      estimate: [score.id === "a" ? 10 : 0, 0] as const,
    }));
    expect(ids({ apart: { other, km: 1000 } })).toEqual(["a"]);
    expect(ids({ apart: { other: [], km: 0 } })).toEqual([]);
  });

  it("are parted by the nearest training photo, which per_image.csv keeps and older files lack", () => {
    expect(ids({ part: { by: "training", value: "10 to 25 km" } })).toEqual(["b"]);
    const parts = slicesOf(photos).filter(({ by }) => by === "training");
    expect(parts.map(({ value, n }) => [value, n])).toEqual([
      ["within 1 km", 1],
      ["10 to 25 km", 1],
    ]);
    const text = writePerImage(photos);
    expect(readPerImage(text).map(({ trainingKm }) => trainingKm)).toEqual([
      0.4,
      12,
      undefined,
      undefined,
    ]);
    const older = text
      .split(/\r?\n/)
      .map((line) => line.split(",").toSpliced(-3, 1).join(","))
      .join("\n");
    expect(older).not.toContain("training_km");
    expect(readPerImage(older.trimEnd())).toHaveLength(4);
  });
});
