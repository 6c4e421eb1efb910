import { expect, it } from "vitest";
import { askAll, photoEvidence } from "../../../core/locate/evidence.ts";
import { createSeer, type Query } from "../../../core/locate/seer.ts";
import { openBundle } from "../../../server/model/bundle.ts";
import { openModel } from "../../../server/model/model.ts";
import { geography } from "../../geography.ts";
import { TINY, temporaryFolder } from "../../server/model/fixture.ts";

it("sees photos and places through a bundle's networks, and evidence may have nothing to say", async () => {
  const { cells } = await geography();
  const cacheFolder = await temporaryFolder();
  const model = await openModel(await openBundle(TINY), cells, { cacheFolder, threads: 1 });
  const seer = createSeer(model);
  const query = (value: number): Query => ({
    views: [new Float32Array(3 * 16 * 16).fill(value)],
    view: () => Promise.reject(new Error("not asked for")),
  });
  const [bright, dark] = await Promise.all([seer.see(query(1)), seer.see(query(-1))]);
  expect(bright.cosines).toHaveLength(cells.count);
  expect(bright.cosines).not.toEqual(dark.cosines);

  // A land cell's point, asked for by itself, has the cosine that its row has.
  for (const row of [0, 4321, cells.count - 1]) {
    const at = [cells.lng[row]!, cells.lat[row]!] as const;
    const [cosine] = await seer.at(bright.vector, [{ name: `row ${row}`, at }]);
    expect(cosine).toBeCloseTo(bright.cosines[row]!, 5);
  }

  const silent = { name: "silent", weight: 1, say: async () => null };
  const said = await askAll([photoEvidence(10, 0.5), silent], bright);
  expect(said.map(({ name, weight }) => [name, weight])).toEqual([["photo", 0.5]]);
  expect(said[0]!.log[7]).toBeCloseTo(10 * bright.cosines[7]!, 12);
  await model.close();
});
