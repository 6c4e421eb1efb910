import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { rvaFileOf } from "../../../core/eval/report/rva-curve.ts";
import { recallAt, writeRvaFile } from "../../../core/formats/rva-curve.ts";
import { RvaFileSchema, readRvaFile } from "../../../core/formats/rva-file.ts";
import { summaryOf } from "../eval/scored-run.ts";

const GOOD = {
  format: "rva-curve",
  version: 1,
  system: "other 2",
  set: "im2gps3k",
  photos: 2997,
  protocol: { cells: "S2 cells", ranking: "density", ties: "all" },
  areas: [10, 1000, 1e5],
  recall: [0.1, 0.1, 0.5],
};

const read = (own: object) => readRvaFile(JSON.stringify({ ...GOOD, ...own }));

describe("the file of a curve", () => {
  it("is read as it was written, with the interval and what it does not know", () => {
    const given = { low: [0, 0, 0.4], high: [0.2, 0.2, 0.6], note: "mine" };
    const curve = read(given);
    expect(curve).toMatchObject({ ...GOOD, ...given });
    expect(readRvaFile(writeRvaFile(curve))).toEqual(curve);
  });

  it.each([
    [{ recall: [0.1, 0.3, 0.2] }, /recall falls from 0\.3 at 1000 km2 to 0\.2 at 100000 km2/],
    [
      { recall: [10, 20, 50] },
      /recall\[0\] is 10, expected a share from 0 to 1; are these per cent/,
    ],
    [{ recall: [-0.1, 0.2, 0.5] }, /recall\[0\] is -0\.1/],
    [{ recall: [0.1, 0.2] }, /3 areas but 2 values of recall/],
    [{ areas: [10, 5, 20] }, /not in rising order: areas\[1\] is 5 after 10/],
    [{ areas: [10, 10, 20] }, /not in rising order/],
    [{ areas: [-1, 5, 20] }, /areas\[0\] is -1, expected km2 above 0/],
    [{ areas: [1, 5, 6e8] }, /areas\[2\] is 600000000, .*Earth's 510065882|areas\[2\]/],
    [{ areas: [10], recall: [0.1] }, /it has 1 areas, expected 2 to/],
    [{ low: [0, 0, 0] }, /low without high/],
    [
      { low: [0, 0.2, 0.4], high: [0.2, 0.3, 0.6] },
      /interval at 1000 km2, 0\.2 to 0\.3, does not hold/,
    ],
    [{ version: 2 }, /version .?2.?, this program reads version 1/],
    [{ format: "curve" }, /no curve of recall versus area/],
    [{ photos: 0 }, /see photos/],
    [{ protocol: { cells: "x", ranking: "best", ties: "all" } }, /see protocol\/ranking/],
    [{ areas: ["10", 1000, 1e5] }, /see areas\/0/],
  ])("is refused with clear words: %j", (own, words) => {
    expect(() => read(own)).toThrow(words);
  });

  it("is refused when it is not JSON, or NumPy's", () => {
    expect(() => readRvaFile("{")).toThrow(/not JSON, or cut short/);
    expect(() => readRvaFile('{"recall": [NaN]}')).toThrow(/NaN or Infinity/);
    expect(() => readRvaFile("null")).toThrow(/no curve/);
  });

  it("tells the recall between its points, and none beyond them", () => {
    const curve = read({ recall: [0.1, 0.3, 0.5] });
    expect(recallAt(curve, 10)).toBe(0.1);
    expect(recallAt(curve, 100)).toBeCloseTo(0.2, 12);
    expect(recallAt(curve, 1e5)).toBe(0.5);
    expect(recallAt(curve, 1e6)).toBeNull();
    expect(recallAt(curve, 1)).toBeNull();
  });

  it("is what a run is exported as", async () => {
    const curve = readRvaFile(writeRvaFile(rvaFileOf(await summaryOf())!));
    expect(curve).toMatchObject({ system: "test", set: "im2gps3k", photos: 4 });
    expect(curve.recall.at(-1)).toBe(1);
  });

  it("has its schema in the documentation", () => {
    const file = new URL("../../../docs/rva-curve.schema.json", import.meta.url);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(z.toJSONSchema(RvaFileSchema));
  });
});
