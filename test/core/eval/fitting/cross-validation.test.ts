import { describe, expect, it } from "vitest";
import { fitProducts } from "../../../../core/eval/fitting/cross-validation.ts";
import type { Expert } from "../../../../core/eval/fitting/product.ts";
import type { Truth } from "../../../../core/eval/reading/truth.ts";
import { geography } from "../../../geography.ts";
import { createRandom } from "../../../random.ts";

const PHOTOS = 12;

/** Photos with a prior, scores and one expert that may join, over the first cells of the table. */
async function makePlan() {
  const earth = await geography();
  const random = createRandom(4);
  const count = 700;
  const truth = Int32Array.from({ length: PHOTOS }, () => random.integer(count));
  const experts: Expert[] = [
    { name: "prior", kind: "fixed", values: Float64Array.from({ length: count }, random.normal) },
    ...["photo", "head climate"].map((name): Expert => {
      const says = () => Float32Array.from({ length: count }, random.normal);
      return { name, kind: "dense", scale: 1, photos: Array.from({ length: PHOTOS }, says) };
    }),
  ];
  const truths = Array.from(
    truth,
    (row, i): Truth => ({
      id: `${i}`,
      at: [earth.cells.lng[row]!, earth.cells.lat[row]!],
      country: null,
      scene: null,
      cluster: `${i % 6}`,
    }),
  );
  const cells = { count, areaKm2: earth.cells.areaKm2 };
  return {
    data: { truth, experts, cells },
    own: ["prior", "photo"],
    truths,
    geography: earth,
  };
}

describe("cross-validation", () => {
  it("fits the bundle as it is and with what may join, and tells how far it is", async () => {
    const told: number[] = [];
    const { rows, clusters } = await fitProducts({
      ...(await makePlan()),
      between: async (done, total) => void told.push(done / total),
    });
    expect(clusters).toBe(6);
    expect(rows.map(({ name }) => name)).toEqual([
      "the bundle's own weights",
      "prior alone",
      "prior + photo",
      "prior + photo + head climate",
    ]);
    expect(rows[0]!.weights).toEqual({ prior: 1, photo: 1, "head climate": 0 });
    expect(rows[1]!.weights.photo).toBe(0);
    expect(rows.every(({ all }) => all.n === PHOTOS)).toBe(true);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect([told[0], told.at(-1)]).toEqual([0, 1]);
  });

  it("stops where it is told to", async () => {
    let calls = 0;
    const fitted = fitProducts({
      ...(await makePlan()),
      async between() {
        calls += 1;
        if (calls === 5) throw new Error("stopped");
      },
    });
    await expect(fitted).rejects.toThrow("stopped");
    expect(calls).toBe(5);
  });
});
