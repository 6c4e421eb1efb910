import { describe, expect, it } from "vitest";
import { type KnownFile, kindOf, sortFiles, withTruth } from "../../../client/evaluate/intake.ts";

const NOTHING = { unscored: [], truth: null, alike: [] };
const TABLE = "IMG_ID,LAT,LON\n1.jpg,2,3\n";
const HEADS: Readonly<Record<string, string>> = {
  "per_image.csv": "id,status,truth_lat,mass_before\n",
  "guesses.csv": "id,pred_lat,pred_lon\n",
};

function given(...paths: string[]): KnownFile[] {
  return paths.map((path) => {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const head = HEADS[name] ?? (name.endsWith(".csv") ? TABLE : "{}");
    return { path, file: new File([head], name), kind: kindOf(path, head) };
  });
}

const names = (files: readonly (File | undefined)[]) => files.map((file) => file?.name);

describe("what a file is", () => {
  it.each([
    ["runs/a/summary.json", "{}", "summary"],
    ["x.json", '{ "format": "graticule-evaluation"', "summary"],
    ["x.json", "{}", "unknown"],
    ["theirs.rva.json", "{}", "curve"],
    ["theirs.json", '{"format": "rva-curve"', "curve"],
    ["predictions.jsonl", "", "predictions"],
    ["predictions.jsonl.gz", "", "predictions"],
    ["per_image.csv", "id,status,mass_before", "per-image"],
    ["a.csv", "id,h3,probability\n", "predictions"],
    ["a.csv", "\uFEFFIMG_ID,LAT,LON,PRED_LAT,PRED_LON\r\n", "predictions"],
    ["a.csv", TABLE, "table"],
    // Refused when it is read, with the reason.
    ["a.csv", "id;lat;lon\n", "table"],
    ["report.html", "", "report"],
    ["report.tex", "", "report"],
    ["curve.csv", "system,area_km2,recall,low,high\r\n", "report"],
    ["distances.csv", "system,km,share,low,high\r\n", "report"],
    ["photo.jpg", "", "unknown"],
  ] as const)("%s is %s", (path, head, kind) => {
    expect(kindOf(path, head)).toBe(kind);
  });
});

describe("files become runs", () => {
  it("takes the files of each folder together and leaves reports alone", () => {
    const sorted = sortFiles(
      given(
        "a/summary.json",
        "b/summary.json",
        "a/per_image.csv",
        "b/predictions.jsonl",
        "a/report.html",
      ),
      NOTHING,
    );
    expect(sorted.faults).toEqual([]);
    expect(sorted.runs.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(sorted.runs[0]!.perImage?.name).toBe("per_image.csv");
    expect(sorted.runs[0]!.predictions).toBeUndefined();
    expect(sorted.runs[1]!.predictions?.name).toBe("predictions.jsonl");
  });

  it("pairs predictions with the true places, in either order", () => {
    const first = sortFiles(given("model.jsonl", "guesses.csv"), NOTHING);
    expect(first.runs).toEqual([]);
    expect(names(first.unscored)).toEqual(["model.jsonl", "guesses.csv"]);
    const then = sortFiles(given("places.csv"), first);
    expect(then.runs.map(({ name, truth }) => [name, truth?.name])).toEqual([
      ["model", "places.csv"],
      ["guesses", "places.csv"],
    ]);
    expect(sortFiles(given("other.jsonl"), then).runs).toHaveLength(1);
  });

  it("tells two tables apart by their names, and asks where it cannot", () => {
    const { runs } = sortFiles(given("im2gps3k.csv", "mine.csv"), NOTHING);
    expect(runs.map(({ truth, predictions }) => names([truth, predictions]))).toEqual([
      ["im2gps3k.csv", "mine.csv"],
    ]);
    const asked = sortFiles(given("one.csv", "two.csv", "three.jsonl"), NOTHING);
    expect(asked.runs).toEqual([]);
    expect(asked.faults).toEqual([]);
    expect(names(asked.alike)).toEqual(["one.csv", "two.csv"]);
    // What comes meanwhile does not take the question away.
    const further = sortFiles(given("four.jsonl"), asked);
    expect(names(further.alike)).toEqual(["one.csv", "two.csv"]);
    const told = withTruth(further, further.alike[1]!);
    expect(told.runs.map(({ truth, predictions }) => names([truth, predictions]))).toEqual([
      ["two.csv", "three.jsonl"],
      ["two.csv", "four.jsonl"],
      ["two.csv", "one.csv"],
    ]);
    expect(told).toMatchObject({ unscored: [], alike: [], faults: [] });
  });

  it("says what is wrong with the rest", () => {
    const { faults } = sortFiles(given("per_image.csv", "notes.txt"), NOTHING);
    expect(faults.map(({ title }) => title)).toEqual([
      "per_image.csv came without its summary",
      "notes.txt is not of a run",
    ]);
    expect(faults[1]!.detail).toContain("the photos themselves");
    const mixed = sortFiles(given("summary.json", "summary.json", "per_image.csv"), NOTHING);
    expect(mixed.runs).toEqual([]);
    expect(mixed.faults).toHaveLength(1);
  });
});
