import type { Feature, FeatureCollection, Polygon } from "geojson";
import { describe, expect, it } from "vitest";
import { createHexagons } from "../../../client/map/hexagons.ts";
import { cellAt, cellChildren } from "../../../core/earth/cells.ts";
import { ANYWHERE, FIJI, makePrediction } from "../fixtures/prediction.ts";

/** Keeps what a map's source would hold, and how it came. */
function createSource() {
  const parts: number[] = [];
  let features: Feature[] = [];
  return {
    parts,
    features: () => features as Feature<Polygon>[],
    source: {
      async setData(data: unknown) {
        features = [...(data as FeatureCollection).features];
        parts.push(features.length);
      },
      async updateData({ add = [] }: { add?: Feature[] }) {
        features.push(...add);
        parts.push(add.length);
      },
    },
  };
}

const FIVE_THOUSAND = [cellAt([10, 50], 1)]
  .flatMap(cellChildren)
  .flatMap(cellChildren)
  .flatMap(cellChildren)
  .flatMap(cellChildren)
  .flatMap((h3) => [h3, ...cellChildren(h3)])
  .slice(0, 5000)
  .map((h3) => ({ h3, probability: 1 / 5000 }));

describe("hexagons", () => {
  it("are all drawn, heaviest first, in parts that cost little to copy", async () => {
    const { source, parts, features } = createSource();
    await createHexagons(() => source).show(FIVE_THOUSAND);
    expect(FIVE_THOUSAND).toHaveLength(5000);
    expect(features().map(({ id }) => id)).toEqual(FIVE_THOUSAND.map((_, rank) => rank + 1));
    expect(Math.max(...parts)).toBeLessThanOrEqual(1000);
  });

  it("leave the thread to others while they are made", async () => {
    const { source } = createSource();
    let turns = 0;
    const counting = setInterval(() => turns++, 1);
    await createHexagons(() => source).show(FIVE_THOUSAND);
    clearInterval(counting);
    expect(turns).toBeGreaterThan(2);
  });

  it("are those of the latest answer, and none without one", async () => {
    const { source, features } = createSource();
    const hexagons = createHexagons(() => source);
    const first = hexagons.show(FIVE_THOUSAND);
    const wanted = makePrediction(ANYWHERE).cells;
    await Promise.all([hexagons.show(wanted), first]);
    expect(features().map(({ properties }) => properties?.probability)).toEqual(
      wanted.map(({ probability }) => probability),
    );
    await hexagons.show([]);
    expect(features()).toEqual([]);
  });

  it("on the antimeridian are whole, not bands around the world", async () => {
    const { source, features } = createSource();
    await createHexagons(() => source).show(makePrediction(FIJI).cells);
    const crossing = features().filter(({ geometry }) =>
      geometry.coordinates[0]!.some(([lng]) => lng! > 180),
    );
    expect(crossing.length).toBeGreaterThan(3);
    for (const { geometry } of features()) {
      const lngs = geometry.coordinates[0]!.map(([lng]) => lng!);
      expect(Math.max(...lngs) - Math.min(...lngs)).toBeLessThan(2);
    }
  });
});
