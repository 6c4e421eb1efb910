import { existsSync } from "node:fs";
import { readFile, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { PredictionSchema } from "../../../core/contracts/prediction.ts";
import { EXIT } from "../../../server/process/exit.ts";
import { makeFolder, makeSet, run, summaryOf, TWO } from "./world.ts";

async function linesOf(file: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(file, "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("eval compare", () => {
  it("puts more than two runs side by side, on the photos that all have, and refuses that with --strict", async () => {
    const folder = await makeFolder();
    await writeFile(join(folder, "truth.csv"), TWO);
    const score = async (name: string, rows: string) => {
      const output = join(folder, name);
      await writeFile(`${output}.csv`, `id,lat,lon\n${rows}`);
      const scored = await run([
        ...["eval", "score", "--predictions", `${output}.csv`, "--name", name],
        ...["--truth", join(folder, "truth.csv"), "--output", output, "--resamples", "0"],
      ]);
      expect(scored.exit).toBe(EXIT.ok);
      return output;
    };
    const folders = [
      await score("near", "a,48.8,2.3\nb,35.6,139.6\n"),
      await score("far", "a,38.8,2.3\nb,45.6,139.6\n"),
      await score("farther", "a,18.8,2.3\nb,15.6,139.6\n"),
    ];
    const output = join(folder, "compared");
    const asked = ["eval", "compare", ...folders, "--resamples", "50"];
    const { exit, stdout } = await run([...asked, "--output", output]);
    expect(exit).toBe(EXIT.ok);
    expect(stdout).toContain("# 3 runs on truth");
    expect(stdout).toMatch(/\| Within 25 km, % \| 100\.0 \| 0\.0 \| 0\.0 \|/);
    expect(await readFile(join(output, "comparison.md"), "utf8")).toBe(stdout);
    expect(await readFile(join(output, "comparison.tex"), "utf8")).toContain("\\toprule");
    const json = JSON.parse(await readFile(join(output, "comparison.json"), "utf8"));
    expect(json).toMatchObject({ runs: ["near", "far", "farther"], n: 2, left: [0, 0, 0] });
    expect(json.pairs).toHaveLength(3);
    expect((await run([...asked, "--strict"])).exit).toBe(EXIT.ok);

    // A run of another table has one photo in common with the others.
    await writeFile(join(folder, "truth.csv"), TWO.replace("b,", "c,"));
    const other = await score("other", "a,48.8,2.3\nc,35.6,139.6\n");
    const lenient = await run([...asked, other]);
    expect(lenient.stdout).toContain("1 photo that all runs have");
    expect(lenient.stdout).toContain("Left out, since not all have them: 1 of near, 1 of far");
    expect(lenient.stderr).toContain("4 photos are not in all of the runs and left out.");
    const strict = await run([...asked, other, "--strict"]);
    expect(strict.exit).toBe(EXIT.usage);
    expect(strict.stderr).toMatch(/4 photos are not in all of the runs/);
    expect((await run(["eval", "compare", other])).stderr).toMatch(/expected 2 to 12 folders/);
  });
});

describe("eval run --perturb", () => {
  it("predicts changed photos beside the run and says what each change costs", async () => {
    const { folder, images, truth } = await makeSet();
    const output = join(folder, "run");
    const asked = ["eval", "run", "--images", images, "--truth", truth, "--output", output];
    const rest = ["--max-cells", "20", "--resamples", "20", "--no-tail"];
    const wrong = await run([...asked, ...rest, "--perturb", "sepia"]);
    expect(wrong.exit).toBe(EXIT.usage);
    expect(wrong.stderr).toContain("--perturb: expected some of jpeg, crop, blur, grey, mirror");
    expect(existsSync(output)).toBe(false);

    const { exit, stdout } = await run([...asked, ...rest, "--perturb", "mirror,grey"]);
    expect(exit).toBe(EXIT.ok);
    expect(stdout).toContain("# 3 runs on truth");
    expect(stdout).toMatch(
      /\| Figure \| tiny 1\.0\.0 \| tiny 1\.0\.0, grey \| tiny 1\.0\.0, mirror \|/,
    );
    const grey = join(output, "perturbed", "grey");
    expect(await linesOf(join(grey, "predictions.jsonl"))).toMatchObject([
      { id: "a.jpg", perturbation: "grey" },
      { id: "b.webp", perturbation: "grey" },
      { id: "c.png", perturbation: "grey" },
      { id: "d.jpg", error: { code: "photo_type_unsupported" } },
    ]);
    expect((await summaryOf(grey)).counts).toEqual((await summaryOf(output)).counts);
    expect(existsSync(join(output, "perturbed", "comparison.tex"))).toBe(true);

    // Predictions of other photos are never added to them.
    await writeFile(
      join(output, "predictions.jsonl"),
      await readFile(join(grey, "predictions.jsonl"), "utf8").then(
        (text) => `${text.split("\n")[0]!}\n`,
      ),
    );
    const mixed = await run([...asked, ...rest, "--resume"]);
    expect(mixed.exit).toBe(EXIT.usage);
    expect(mixed.stderr).toMatch(/holds predictions of .*photos changed by grey, this would be/);
  });
});

describe("eval run", () => {
  it("predicts a folder and scores it: documents, counts, reports, the same bytes twice", async () => {
    const { folder, images, truth } = await makeSet();
    const output = join(folder, "run");
    const { exit, stdout, stderr } = await run([
      ...["eval", "run", "--images", images, "--truth", truth, "--output", output],
      ...["--max-cells", "50", "--resamples", "50"],
    ]);
    expect(stderr).toContain(
      "Photos of the set that are not in the folder and count as misses: missing.jpg.",
    );
    expect(exit).toBe(EXIT.ok);
    expect(stdout).toContain("# tiny 1.0.0 on truth");
    expect(stderr).toMatch(/1 photos have no prediction: missing.jpg/);
    expect(stderr).toMatch(/1 photos could not be read: d.jpg/);

    const lines = await linesOf(join(output, "predictions.jsonl"));
    expect(lines.map(({ id }) => id)).toEqual(["a.jpg", "b.webp", "c.png", "d.jpg"]);
    expect(lines[1]).toMatchObject({ file: "sub/b.webp", tail: { cells: 88428 } });
    expect(lines[3]).toMatchObject({ error: { code: "photo_type_unsupported" } });
    const { id: _id, file: _file, tail: _tail, ...document } = lines[0]!;
    expect(PredictionSchema.parse(document).cells).toHaveLength(50);

    const summary = await summaryOf(output);
    expect(summary.counts).toMatchObject({
      scored: 3,
      missing: { count: 1 },
      unreadable: { count: 1 },
      beyond: 0,
    });
    expect(summary.dataset).toMatchObject({ photos: 5, withPosition: 4, countryOnly: 1 });
    expect(summary.settings).toMatchObject({ clusteredBy: "group", clusters: 3 });
    expect(summary.country!.top1.n).toBe(5);
    expect(summary.country!.top5).not.toBeNull();
    expect(summary.baselines.map(({ name }) => name)).toEqual(["prior: photos", "prior: people"]);
    expect(summary.calibration!.coverage.map(({ n }) => n)).toEqual([4, 4, 4, 4]);
    for (const file of ["report.html", "report.md", "report.tex", "curve.csv", "per_image.csv"]) {
      expect((await stat(join(output, file))).size).toBeGreaterThan(500);
    }

    const again = join(folder, "again");
    await run([
      ...["eval", "score", "--predictions", join(output, "predictions.jsonl"), "--truth", truth],
      ...["--output", again, "--resamples", "50"],
    ]);
    const [first, second] = [await summaryOf(output), await summaryOf(again)].map(
      ({ run: _run, ...rest }) => JSON.stringify(rest),
    );
    expect(second).toBe(first);
    expect(await readFile(join(again, "per_image.csv"))).toEqual(
      await readFile(join(output, "per_image.csv")),
    );

    const compared = await run(["eval", "compare", output, again, "--json", "--resamples", "20"]);
    expect(compared.exit).toBe(EXIT.ok);
    const { n, figures } = JSON.parse(compared.stdout) as {
      n: number;
      figures: { difference: number }[];
    };
    expect(n).toBe(5);
    expect(figures.every(({ difference }) => difference === 0)).toBe(true);
  });

  it("is an error with --strict when a photo is missing", async () => {
    const { folder, images, truth } = await makeSet();
    const flags = ["--images", images, "--truth", truth, "--output", join(folder, "run")];
    const { exit } = await run(["eval", "run", ...flags, "--strict", "--max-cells", "1"]);
    expect(exit).toBe(EXIT.someFailed);
    // The figures are there all the same.
    expect((await summaryOf(join(folder, "run"))).counts.missing.count).toBe(1);
  });

  it("hears of a mistyped number before it predicts", async () => {
    const { folder, images, truth } = await makeSet();
    const output = join(folder, "run");
    const flags = ["--images", images, "--truth", truth, "--output", output, "--seed", "x"];
    const { exit, stderr } = await run(["eval", "run", ...flags]);
    expect(exit).toBe(EXIT.usage);
    expect(stderr).toContain("--seed: expected an integer");
    expect(existsSync(output)).toBe(false);
  });

  it("takes flags from the environment", async () => {
    const { folder, images } = await makeSet();
    const output = join(folder, "p.jsonl");
    const { exit } = await run(["eval", "predict", "--output", output], {
      GRATICULE_EVAL_IMAGES: images,
      GRATICULE_EVAL_MAX_CELLS: "3",
      GRATICULE_EVAL_TAIL: "off",
    });
    expect(exit).toBe(EXIT.ok);
    const [first] = await linesOf(output);
    expect(first).toMatchObject({ id: "a.jpg" });
    expect(first!.cells).toHaveLength(3);
    expect(first).not.toHaveProperty("tail");
  });
});

describe("eval predict --resume", () => {
  it("does again only what a crash cut off", async () => {
    const { folder, images } = await makeSet();
    const output = join(folder, "p.jsonl");
    const flags = ["eval", "predict", "--images", images, "--output", output, "--max-cells", "5"];
    expect((await run(flags)).exit).toBe(EXIT.ok);
    const whole = await linesOf(output);

    // Without --resume nothing is overwritten.
    const refused = await run(flags);
    expect(refused.exit).toBe(EXIT.usage);
    expect(refused.stderr).toMatch(/there are predictions already; go on with --resume/);

    await truncate(output, (await stat(output)).size - 20);
    const resumed = await run([...flags, "--resume"]);
    expect(resumed.stderr).toMatch(/cut short and is made again/);
    expect(resumed.stderr).toMatch(/1 photos predicted, 3 were there already/);
    const withoutTimes = (lines: Record<string, unknown>[]) =>
      lines.map(({ timingMs: _, ...rest }) => rest);
    expect(withoutTimes(await linesOf(output))).toEqual(withoutTimes(whole));
  });

  it("refuses to mix models or priors, and files that are something else", async () => {
    const { folder, images } = await makeSet();
    const output = join(folder, "p.jsonl");
    const flags = ["eval", "predict", "--images", images, "--output", output, "--resume"];
    await run([...flags, "--limit", "2", "--max-cells", "1"]);
    const mixed = await run([...flags, "--prior", "land"]);
    expect(mixed.exit).toBe(EXIT.usage);
    expect(mixed.stderr).toMatch(/predictions of tiny 1.0.0, prior photos, this would be .* land/);
    const crops = await run([...flags, "--crops", "10"]);
    expect(crops.stderr).toMatch(/prior photos, this would be .* prior photos, 10 crops/);
    await writeFile(output, "not JSON\n{}\n");
    expect((await run(flags)).stderr).toMatch(/line 1 is not JSON/);
  });

  it("says that the disk is full and what is kept", async () => {
    if (!existsSync("/dev/full")) return;
    const { images } = await makeSet();
    const { exit, stderr } = await run([
      ...["eval", "predict", "--images", images, "--output", "/dev/full", "--max-cells", "1"],
    ]);
    expect(exit).toBe(EXIT.notReady);
    expect(stderr).toMatch(/the disk is full.*--resume/);
  });

  it("stops on Ctrl+C with what it has", async () => {
    const { folder, images } = await makeSet();
    const stop = new AbortController();
    stop.abort();
    const { exit, stderr } = await run(
      ["eval", "predict", "--images", images, "--output", join(folder, "p.jsonl")],
      {},
      stop.signal,
    );
    expect(exit).toBe(EXIT.someFailed);
    expect(stderr).toContain("--resume goes on");
  });
});

/** Scores a text as a file of predictions. */
async function score(name: string, text: string | Buffer, truth: string, flags: string[] = []) {
  const folder = await makeFolder();
  const file = join(folder, name);
  await writeFile(file, text);
  const table = join(folder, "truth.csv");
  await writeFile(table, truth);
  const output = join(folder, "out");
  const outcome = await run([
    ...["eval", "score", "--predictions", file, "--truth", table, "--output", output],
    ...["--resamples", "0", ...flags],
  ]);
  return { ...outcome, output };
}

describe("eval score", () => {
  it("scores points of another system, gzipped or not", async () => {
    const csv = "id,lat,lon\na,48.86,2.35\nb,35,139\n";
    const { output } = await score("other.csv", csv, TWO);
    const { measures, calibration, logScore, name } = await summaryOf(output);
    expect(name).toBe("other");
    expect(measures!.accuracy.map(({ hits }) => hits)).toEqual([1, 1, 2, 2, 2]);
    expect([calibration, logScore]).toEqual([null, null]);
    const zipped = await score("other.csv.gz", gzipSync(csv), TWO);
    expect((await summaryOf(zipped.output)).measures).toEqual(measures);
  });

  it("says what is wrong with a packed file", async () => {
    const zipped = gzipSync("id,lat,lon\na,48.86,2.35\n");
    const cut = await score("p.csv.gz", zipped.subarray(0, -12), TWO);
    expect(cut.stderr).toMatch(/p\.csv\.gz: its gzip data end too early.*Copy it again/);
    const plain = await score("p.csv.gz", "id,lat,lon\n", TWO);
    expect(plain.stderr).toMatch(/p\.csv\.gz: it is not gzipped/);
    expect([cut.exit, plain.exit]).toEqual([EXIT.usage, EXIT.usage]);
  });

  it("says that predictions are for another set", async () => {
    const { exit, stderr } = await score("p.csv", "id,lat,lon\nx,1,2\ny,3,4\n", TWO);
    expect(exit).toBe(EXIT.usage);
    expect(stderr).toMatch(/none of its 2 ids is in the set, which has ids like a.*ids like x/);
  });

  it("leaves out a last line that a crash cut, and refuses one in the middle", async () => {
    const sound = '{"id":"a","lat":48.8,"lon":2.3}\n';
    const cut = await score("p.jsonl", `${sound}{"lat":35.`, TWO);
    expect(cut.exit).toBe(EXIT.ok);
    expect(cut.stderr).toMatch(/last line \(2\) is cut short/);
    const broken = await score("p.jsonl", `{"lat":35.\n${sound}`, TWO);
    expect(broken.exit).toBe(EXIT.usage);
    expect(broken.stderr).toMatch(/line 1: it is not JSON/);
  });

  it("counts predictions that cannot be used as misses, and refuses them with --strict", async () => {
    const lines =
      '{"id":"a","lat":NaN,"lon":2.3}\n{"id":"b","cells":[{"h3":"842f5a3ffffffff","probability":1.7}]}\n{"id":"c","lat":1,"lon":2}\n';
    const three = `${TWO}c,1,2\n`;
    const { exit, output, stderr } = await score("p.jsonl", lines, three);
    expect(exit).toBe(EXIT.ok);
    expect(stderr).toMatch(
      /2 predictions cannot be used: a, b \(the first holds NaN or Infinity.*per_image\.csv/,
    );
    expect((await summaryOf(output)).measures!.accuracy.at(-1)!.n).toBe(3);
    expect((await score("p.jsonl", lines, three, ["--strict"])).exit).toBe(EXIT.someFailed);
    const divided = await score("p.jsonl", lines, three, ["--normalise"]);
    expect((await summaryOf(divided.output)).counts.scored).toBe(2);
  });

  it("refuses a file of which nothing can be used, and says why", async () => {
    const { exit, stderr, output } = await score("p.csv", "id,lat,lon\na,148.86,2.35\n", TWO);
    expect(exit).toBe(EXIT.usage);
    expect(stderr).toMatch(/none of its 1 predictions can be used; that of a is at latitude/);
    expect(existsSync(output)).toBe(false);
  });

  it("warns when the columns that were read repeat the truth", async () => {
    const rows = Array.from({ length: 6 }, (_, i) => `${i},${i},${i * 2}`).join("\n");
    const table = `id,lat,lon\n${rows}\n`;
    const { stderr } = await score("p.csv", table, table);
    expect(stderr).toMatch(/6 of 6 predictions are the true places themselves.*pred_lat/);
  });

  it("scores without a bundle, but not without one that was asked for", async () => {
    const csv = "id,lat,lon\na,48.86,2.35\n";
    const { exit, stderr } = await score("p.csv", csv, TWO, ["--bundle", "/nowhere"]);
    expect(exit).not.toBe(EXIT.ok);
    expect(stderr).toContain("/nowhere");
  });

  it("refuses a table with exchanged axes and names the public copy that has them", async () => {
    const { exit, stderr } = await score(
      "p.csv",
      "id,lat,lon\na,1,2\n",
      "id,LAT,LON\na,2.35,48.86\nb,139.7,35.7\n",
    );
    expect(exit).toBe(EXIT.usage);
    expect(stderr).toMatch(/truth.csv: .*look swapped.*3487c53/);
  });

  it("names what is missing: truth, predictions, public sets", async () => {
    const folder = await makeFolder();
    const predictions = join(folder, "none.csv");
    const flags = ["eval", "score", "--predictions", predictions, "--output", folder];
    expect((await run(flags)).stderr).toMatch(/--dataset or a table with --truth/);
    expect((await run([...flags, "--dataset", "im2gps3k"])).stderr).toMatch(
      /eval sets im2gps3k --fetch/,
    );
    expect((await run([...flags, "--dataset", "mars"])).stderr).toMatch(/no public set "mars"/);
    expect((await run([...flags, "--set", "gws15k"])).stderr).toMatch(
      /GWS15k has no table that can be fetched.*--truth/,
    );
    await writeFile(join(folder, "truth.csv"), TWO);
    const missing = await run([...flags, "--truth", join(folder, "truth.csv")]);
    expect(missing.stderr).toMatch(/no such file of predictions/);
    expect(missing.exit).toBe(EXIT.usage);
  });

  it("takes the photos' own EXIF positions for truth", async () => {
    const folder = await makeFolder();
    const file = join(folder, "p.jsonl");
    const exif = { lat: 48.8566, lng: 2.3522, takenAt: null };
    await writeFile(
      file,
      `${JSON.stringify({ id: "a", lat: 48.85, lon: 2.35, image: { exif } })}\n${JSON.stringify({ id: "b", lat: 0, lon: 0, image: { exif: null } })}\n`,
    );
    const output = join(folder, "out");
    await run(["eval", "score", "--predictions", file, "--truth", "exif", "--output", output]);
    const { dataset, measures, counts } = await summaryOf(output);
    expect(dataset).toMatchObject({ photos: 1, name: "photos with EXIF positions" });
    expect(measures!.accuracy[0]!.hits).toBe(1);
    expect(counts.extra.count).toBe(1);
  });
});
