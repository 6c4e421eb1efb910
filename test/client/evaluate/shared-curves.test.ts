import { beforeEach, describe, expect, it } from "vitest";
import { type KnownFile, kindOf, sortFiles } from "../../../client/evaluate/intake.ts";
import { naming } from "../../../client/evaluate/run-reader.ts";
import {
  addCurves,
  MOST_CURVES,
  otherLines,
  sharedCurves,
} from "../../../client/evaluate/shared-curves.ts";
import { findBenchmark } from "../../../core/eval/benchmarks/registry.ts";
import { readRvaFile } from "../../../core/formats/rva-file.ts";
import { summaryOf } from "../../core/eval/scored-run.ts";

const CURVE = {
  format: "rva-curve",
  version: 1,
  system: "theirs",
  set: "im2gps3k",
  photos: 2997,
  protocol: { cells: "S2 cells", ranking: "density", ties: "all" },
  areas: [10, 1e5],
  recall: [0.1, 0.5],
};

function curveFile(own: object = {}, name = "theirs.rva.json"): File {
  return new File([JSON.stringify({ ...CURVE, ...own })], name);
}

const read = (file: File) => naming(file, readRvaFile);

beforeEach(() => {
  sharedCurves.value = [];
});

describe("curves of other tools", () => {
  it("are kept with a name of their own, and what is wrong with others is said", async () => {
    const bad = curveFile({ recall: [0.5, 0.1] }, "bad.rva.json");
    const faults = await addCurves([curveFile(), bad, curveFile()], read);
    expect(sharedCurves.value.map(({ system }) => system)).toEqual(["theirs", "theirs (2)"]);
    expect(faults).toHaveLength(1);
    expect(faults[0]!.detail).toMatch(/^bad\.rva\.json: recall falls from 0\.5 at 10 km2 to 0\.1/);
    const many = Array.from({ length: MOST_CURVES }, () => curveFile());
    expect((await addCurves(many, read)).at(-1)!.title).toMatch(/4 curves stand side by side/);
    expect(sharedCurves.value).toHaveLength(MOST_CURVES);
  });

  it("come beside runs, but the curve in a run's own folder is the run's", () => {
    const given = ["a/summary.json", "a/curve.rva.json", "theirs.rva.json"].map(
      (path): KnownFile => {
        const file = new File(["{}"], path.replace(/^.*\//, ""));
        return { path, file, kind: kindOf(path, "{}") };
      },
    );
    const { curves, faults } = sortFiles(given, { unscored: [], truth: null, alike: [] });
    expect(curves.map(({ name }) => name)).toEqual(["theirs.rva.json"]);
    expect(faults).toEqual([]);
  });

  it("stand with those that are published for the very set of the runs", async () => {
    await addCurves([curveFile(), curveFile({ set: "mars" })], read);
    const summary = await summaryOf();
    const { fingerprint } = findBenchmark("im2gps3k")!.checks!;
    const own = { summary: { ...summary, dataset: { ...summary.dataset, fingerprint } } };
    const names = otherLines([own], sharedCurves.value).map(({ name }) => name);
    expect(names.slice(0, 2)).toEqual(["theirs", "theirs (2) (mars)"]);
    expect(names).toContain("ISN(M,f*,S3), points, published");
    // Not beside a part of the set, nor beside runs of several.
    expect(otherLines([{ summary }], sharedCurves.value)).toHaveLength(2);
    expect(otherLines([own, { summary }], sharedCurves.value)).toHaveLength(2);
  });
});
