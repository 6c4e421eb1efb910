import { cp, mkdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Ensemble } from "../../../core/contracts/ensemble.ts";
import type { Prediction } from "../../../core/contracts/prediction.ts";
import type { Summary } from "../../../core/eval/figures/summary.ts";
import { EXIT } from "../../../server/process/exit.ts";
import { makePicture } from "../eval/pictures.ts";
import { makeFolder, makeSet, run, TINY } from "../eval/world.ts";
import { bundleCopy } from "../model/fixture.ts";

/** An ensemble of the tiny bundle. */
async function makeEnsemble(change: (ensemble: Ensemble) => void): Promise<string> {
  const folder = await makeFolder();
  await cp(TINY, join(folder, "tiny"), { recursive: true });
  await mkdir(join(folder, "both"));
  const ensemble: Ensemble = {
    format: 1,
    name: "both",
    version: "1",
    summary: "For tests.",
    base: { folder: "../tiny", name: "tiny", version: "1.0.0" },
    weights: { scores: 1, prior: 1, attributes: {}, bundles: [] },
    fit: null,
  };
  change(ensemble);
  await writeFile(join(folder, "both", "ensemble.json"), JSON.stringify(ensemble));
  return join(folder, "both");
}

async function predict(bundle: string): Promise<Prediction> {
  const photo = join(await makeFolder(), "photo.png");
  await writeFile(photo, await makePicture(1));
  const { stdout, stderr, exit } = await run(["predict", photo, "--max-cells", "2000"], {
    GRATICULE_BUNDLE: bundle,
  });
  expect(stderr).not.toContain("cannot");
  expect(exit).toBe(EXIT.ok);
  return JSON.parse(stdout) as Prediction;
}

describe("ensembles", () => {
  it("that weigh nothing else answer as the bundle does, under their own name", async () => {
    const [alone, both] = await Promise.all([predict(TINY), predict(await makeEnsemble(() => {}))]);
    expect(both.model).toEqual({ name: "both", version: "1" });
    expect(both.cells).toEqual(alone.cells);
    expect(both.places).toEqual(alone.places);
  });

  it("with a second bundle that is the first count its scores twice", async () => {
    const doubled = await makeEnsemble(({ weights }) => {
      weights.bundles.push({ folder: "../tiny", name: "tiny", version: "1.0.0", scores: 1 });
    });
    const twice = await makeEnsemble(({ weights }) => {
      weights.scores = 2;
    });
    const [a, b] = await Promise.all([predict(doubled), predict(twice)]);
    const country = ({ places }: Prediction) => places.filter(({ level }) => level === "country");
    expect(country(a).map(({ id }) => id)).toEqual(country(b).map(({ id }) => id));
    expect(country(a)[0]!.probability).toBeCloseTo(country(b)[0]!.probability, 4);
  });

  it("name each evidence with its weight, and say how far it moved the answer", async () => {
    const { evidence } = await predict(
      await makeEnsemble(({ weights }) => {
        weights.scores = 0.5;
        weights.attributes.drive = { weight: 3, shares: [0.001, 0.999] };
        weights.bundles.push({ folder: "../tiny", name: "tiny", version: "1.0.0", scores: 0 });
      }),
    );
    expect(evidence!.map(({ name, weight }) => [name, weight])).toEqual([
      ["photo", 0.5],
      ["head drive", 3],
      ["bundle tiny", 0],
    ]);
    expect(evidence![0]!.bits).toBeGreaterThan(0);
    expect(evidence![1]!.bits).toBeGreaterThan(0);
    expect(evidence![2]!.bits).toBe(0);
  });

  it("are not fitted with heads that the bundle does not have", async () => {
    const { folder, images, truth } = await makeSet();
    const output = join(folder, "ensemble");
    // Seen in the manifest: the bundle is not opened, or its missing file would be what is told.
    const bundle = await bundleCopy();
    await rm(join(bundle, "image.onnx"));
    const { exit, stderr } = await run([
      ...["eval", "fit", "--images", images, "--truth", truth, "--output", output],
      ...["--bundle", bundle, "--members", "drive,weather"],
    ]);
    expect(exit).toBe(EXIT.usage);
    expect(stderr).toMatch(/--members: tiny has no head weather; it has .*drive/);
    // And what was left out is told.
    expect(stderr).toMatch(/Photos of the set that are not in the folder.*missing\.jpg/);
  });

  it("are not written when the fit is stopped", async () => {
    const { images, truth, folder } = await makeSet();
    const output = join(folder, "ensemble");
    const stop = new AbortController();
    stop.abort();
    const { exit, stderr } = await run(
      ["eval", "fit", "--images", images, "--truth", truth, "--output", output],
      {},
      stop.signal,
    );
    expect(exit).toBe(EXIT.someFailed);
    expect(stderr).toMatch(/Stopped\. Nothing was written\./);
    await expect(readFile(join(output, "ensemble.json"))).rejects.toThrow(/ENOENT/);
  });

  it("weigh attribute heads: the driving side moves mass between countries", async () => {
    const [alone, both] = await Promise.all([
      predict(TINY),
      predict(
        await makeEnsemble(({ weights }) => {
          // A head that all but never says left: whatever it says of left now weighs much.
          weights.attributes.drive = { weight: 3, shares: [0.001, 0.999] };
        }),
      ),
    ]);
    const left = ({ places }: Prediction) =>
      places
        .filter(({ id }) => ["GB", "IN", "JP", "AU", "ZA", "KE", "TZ", "TH", "ID"].includes(id))
        .reduce((sum, { probability }) => sum + probability, 0);
    expect(left(both)).toBeGreaterThan(left(alone) + 0.1);
    expect(
      both.cells.reduce((sum, { probability }) => sum + probability, both.otherMass),
    ).toBeCloseTo(1, 6);
  });

  it.each([
    [
      (e: Ensemble) => Object.assign(e.base, { version: "9" }),
      /fitted on tiny 9, but finds tiny 1.0.0/,
    ],
    [
      (e: Ensemble) =>
        Object.assign(e.weights.attributes, { weather: { weight: 1, shares: [0.5, 0.5] } }),
      /weighs weather, which tiny 1.0.0 has no usable head for/,
    ],
    [(e: Ensemble) => Object.assign(e, { extra: 1 }), /cannot be used/],
    [(e: Ensemble) => Object.assign(e.weights, { prior: -1 }), /weights\/prior/],
  ])("that cannot be used say why", async (change, message) => {
    const folder = await makeEnsemble((ensemble) => void change(ensemble));
    const photo = join(folder, "photo.png");
    await writeFile(photo, await makePicture(1));
    const { exit, stderr } = await run(["predict", photo], { GRATICULE_BUNDLE: folder });
    expect(exit).toBe(EXIT.notReady);
    expect(stderr).toMatch(message);
  });

  it.each([
    ["cut short", async (file: string) => truncate(file, 40), /is not JSON, or cut short\.$/m],
    [
      "a folder",
      async (file: string) => {
        await rm(file);
        await mkdir(file);
      },
      /cannot be read \(EISDIR\)/,
    ],
  ])("whose file is %s say so in plain words", async (_, spoil, message) => {
    const folder = await makeEnsemble(() => {});
    await spoil(join(folder, "ensemble.json"));
    const photo = join(folder, "photo.png");
    await writeFile(photo, await makePicture(1));
    const { exit, stderr } = await run(["predict", photo], { GRATICULE_BUNDLE: folder });
    expect(exit).toBe(EXIT.notReady);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/SyntaxError|position|Unexpected|Error:/);
  });

  it("are fitted from the command line and served from where they are written", async () => {
    const folder = await makeFolder();
    const images = join(folder, "photos");
    await mkdir(images);
    const rows = ["id,lat,lon,group"];
    for (let i = 0; i < 12; i++) {
      await writeFile(join(images, `${i}.png`), await makePicture(i));
      rows.push(`${i}.png,${48 + (i % 5)},${2 + i},${i % 6}`);
    }
    const truth = join(folder, "truth.csv");
    await writeFile(truth, rows.join("\n"));
    const output = join(folder, "fitted");
    const { exit, stdout, stderr } = await run([
      ...["eval", "fit", "--images", images, "--truth", truth, "--output", output],
      ...["--name", "fitted"],
    ]);
    expect(exit).toBe(EXIT.ok);
    // It takes minutes with hundreds of photos: how far it is is told without a terminal too.
    expect(stderr).toMatch(/^photos: 50 %\n.*^photos: 100 %\n.*^fits: 50 %\n.*^fits: 100 %$/ms);
    expect(stdout).toMatch(/^12 photos of truth in 6 clusters; 5-fold/);
    expect(stdout).toMatch(/^prior \+ photo \+ head drive +-?\d/m);
    const ensemble = JSON.parse(await readFile(join(output, "ensemble.json"), "utf8")) as Ensemble;
    expect(ensemble.weights.attributes.drive!.shares).toHaveLength(2);
    expect(ensemble.fit).toMatchObject({ set: "truth", photos: 12, clusters: 6 });
    expect((await predict(output)).model.name).toBe("fitted");

    // Found by its name, looked after, and scored beside its own bundle's prior.
    const env = { GRATICULE_MODELS: folder, GRATICULE_BUNDLE: "fitted" };
    expect((await run(["doctor"], env)).stdout).toMatch(/ok {4}model bundle .*fitted/);
    const scored = join(folder, "scored");
    await run(
      [
        ...["eval", "run", "--images", images, "--truth", truth],
        "--output",
        scored,
        "--limit",
        "3",
      ],
      env,
    );
    const { baselines } = JSON.parse(
      await readFile(join(scored, "summary.json"), "utf8"),
    ) as Summary;
    expect(baselines.map(({ name }) => name)).toContain("prior: photos");
  });
});
