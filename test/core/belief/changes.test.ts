import { expect, it } from "vitest";
import { changesOf } from "../../../core/belief/changes.ts";
import { cellAncestor, cellName } from "../../../core/earth/cells.ts";
import { geography } from "../../geography.ts";

it("sums what was believed before and after into coarser cells of all land", async () => {
  const { cells } = await geography();
  const before = new Float64Array(cells.count).fill(1 / cells.count);
  const after = new Float64Array(cells.count);
  after[1234] = 0.75;
  after[80_000] = 0.25;
  const changes = changesOf(cells, before, after, 2);
  expect(changes.resolution).toBe(2);
  expect(new Set(changes.h3).size).toBe(changes.h3.length);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  expect(sum(changes.before)).toBeCloseTo(1, 3);
  expect(sum(changes.after)).toBe(1);
  const own = cellAncestor(cellName(cells.ids[1234]!), 2);
  expect(changes.after[changes.h3.indexOf(own)]).toBe(0.75);
  expect(changes.after.filter((p) => p > 0)).toHaveLength(2);
});
