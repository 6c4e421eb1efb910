import { describe, expect, it } from "vitest";
import {
  createPredictionFinder,
  openPrediction,
} from "../../../client/evaluate/prediction-finder.ts";
import { readRunFiles } from "../../../client/evaluate/run-reader.ts";
import { scoreRunFiles } from "../../../client/evaluate/run-scorer.ts";
import { geography } from "../../geography.ts";
import { makeFiles, makeRun } from "./fixture.ts";

const file = (text: string, name: string) => new File([text], name);
const quiet = () => {};

describe("scoring in the page", () => {
  it("scores predictions against true places, with intervals and the prior beside them", async () => {
    const told: (number | null)[] = [];
    const files = { name: "made", ...makeFiles(2) };
    const { summary, scores, warnings } = await scoreRunFiles(
      files,
      await geography(),
      (_, share) => told.push(share),
    );
    expect(warnings).toEqual([]);
    expect(scores).toHaveLength(40);
    expect(summary.counts.scored).toBe(40);
    expect(summary.dataset).toMatchObject({ name: "truth", photos: 40 });
    expect(summary.measures!.accuracy[2]!.rate).toBeGreaterThan(0.8);
    expect(summary.measures!.medianKm.interval).not.toBeNull();
    expect(summary.baselines.map(({ name }) => name)).toEqual(["prior: people"]);
    expect(summary.calibration!.coverage).toHaveLength(4);
    expect(told.at(-1)).toBeNull();
  });

  it("counts photos without prediction as misses, and leaves out a last line that was cut", async () => {
    const { truth, predictions } = makeFiles(2);
    const text = await predictions.text();
    const half = file(text.slice(0, text.length / 2 - 40), "predictions.jsonl");
    const files = { name: "half", truth, predictions: half };
    const { summary, warnings } = await scoreRunFiles(files, await geography(), quiet);
    expect(
      summary.counts.scored + summary.counts.missing.count + summary.counts.invalid.count,
    ).toBe(40);
    expect(summary.measures!.accuracy[0]!.n).toBe(40);
    expect(warnings.length + summary.counts.invalid.count).toBe(1);
  });

  it.each([
    ["id,lat,lon\nx.jpg,1,2\n", "p.csv: none of its 1 ids is in the set"],
    ["name,where\nx,y\n", "p.csv: line 1: its columns are name, where"],
  ])("names the file and what is wrong with it", async (text, words) => {
    const files = { name: "p", truth: makeFiles(1).truth, predictions: file(text, "p.csv") };
    await expect(scoreRunFiles(files, await geography(), quiet)).rejects.toThrow(words);
  });

  it("tells of swapped latitudes in the true places", async () => {
    const truth = file("id,lat,lon\na,139.7,35.7\nb,100.1,20\n", "truth.csv");
    const files = { name: "p", truth, predictions: file("id,lat,lon\na,1,2\n", "p.csv") };
    await expect(scoreRunFiles(files, await geography(), quiet)).rejects.toThrow(
      /truth\.csv: .*swapped/,
    );
  });
});

describe("a scored run's files", () => {
  it("are read back as they were written", async () => {
    const run = await makeRun(2, "made");
    const { summary, scores } = await readRunFiles({
      name: "made",
      summary: file(run["summary.json"], "summary.json"),
      perImage: file(run["per_image.csv"], "per_image.csv"),
    });
    expect(summary.name).toBe("made");
    expect(scores).toHaveLength(40);
    const alone = await readRunFiles({
      name: "made",
      summary: file(run["summary.json"], "summary.json"),
    });
    expect(alone.scores).toEqual([]);
    expect(alone.warnings[0]).toContain("per_image.csv");
  });

  it.each([
    ["{", "summary.json: it is not JSON, or cut short"],
    ["{}", 'summary.json: it is no summary of an evaluation: "format" is not'],
    ['{"format":"graticule-evaluation","schema":9}', "summary.json: it has schema 9"],
    ['{"format":"graticule-evaluation","schema":1}', "summary.json: it lacks name, dataset"],
  ])("are refused with the file named: %s", async (text, words) => {
    const files = { name: "x", summary: file(text, "summary.json") };
    await expect(readRunFiles(files)).rejects.toThrow(words);
  });

  it("of two runs are told apart", async () => {
    const run = await makeRun(2, "made");
    const cut = run["per_image.csv"].split("\n").slice(0, 11).join("\n");
    const files = {
      name: "x",
      summary: file(run["summary.json"], "summary.json"),
      perImage: file(cut, "per_image.csv"),
    };
    await expect(readRunFiles(files)).rejects.toThrow(
      "per_image.csv has 10 photos, summary.json counts 40",
    );
  });
});

describe("opening a photo", () => {
  it("finds its line and sorts its cells, densest first", async () => {
    const { predictions } = makeFiles(2);
    const finder = createPredictionFinder(predictions, ["photo-03.jpg", "photo-04"]);
    const line = (await finder.find("photo-03.jpg"))!;
    expect(JSON.parse(line).id).toBe("photo-03.jpg");
    expect(JSON.parse((await finder.find("photo-04"))!).id).toBe("photo-04.jpg");
    expect(await finder.find("nobody")).toBeNull();
    const opened = openPrediction("photo-03.jpg", line);
    expect(opened.cells.map(({ probability }) => probability)).toEqual([0.6, 0.3]);
  });

  it("finds it in a packed file too", async () => {
    const { predictions } = makeFiles(2);
    const packed = predictions.stream().pipeThrough(new CompressionStream("gzip"));
    const gz = new File([await new Response(packed).blob()], "predictions.jsonl.gz");
    const line = await createPredictionFinder(gz, ["photo-39.jpg"]).find("photo-39.jpg");
    expect(JSON.parse(line!).id).toBe("photo-39.jpg");
  });

  it("leaves out cells that are none", () => {
    const cells = [
      { h3: "nope", probability: 1 },
      { h3: "841fb47ffffffff" },
      { h3: "841fb47ffffffff", probability: 0.5 },
    ];
    expect(openPrediction("a", JSON.stringify({ id: "a", cells })).cells).toHaveLength(1);
  });
});
