import { describe, expect, it } from "vitest";
import { createSiteVectors } from "../../../core/locate/site-vectors.ts";
import { openBundle } from "../../../server/model/bundle.ts";
import { openLocationEncoder } from "../../../server/model/location-encoder.ts";
import { TINY } from "../../server/model/fixture.ts";

describe("vectors of sites", () => {
  it("are all there when other calls push them out of the cache meanwhile", async () => {
    const encoder = await openLocationEncoder(await openBundle(TINY), 1);
    const vectorsOf = createSiteVectors({ locations: encoder.encode });
    const sites = Array.from({ length: 30_000 }, (_, i) => ({
      name: `site ${i}`,
      at: [(i % 360) - 180, (i % 170) - 85] as const,
    }));
    const early = sites.slice(0, 400);
    const [first] = await vectorsOf(early);
    // Known sites and a new one, so that the call waits, while another fills the cache twice over.
    const [again] = await Promise.all([
      vectorsOf([...early, sites[29_999]!]),
      vectorsOf(sites.slice(400, 29_000)),
      vectorsOf(sites.slice(400, 29_000)),
    ]);
    expect(again).toHaveLength(401);
    for (const vector of again) expect(vector).toHaveLength(first!.length);
    expect(again[0]).toEqual(first);
    const [calls, direct] = await Promise.all([
      Promise.all([1, 2, 3, 4].map((k) => vectorsOf(sites.slice(k * 6000, k * 6000 + 5990)))),
      vectorsOf(sites.slice(6000, 6002)),
    ]);
    for (const vectors of calls) expect(vectors.every((vector) => vector.length > 0)).toBe(true);
    expect(direct[1]).toEqual(calls[0]![1]);
    await encoder.close();
  });
});
