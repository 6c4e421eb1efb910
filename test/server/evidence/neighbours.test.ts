import { copyFile, cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type Ensemble, EnsembleSchema } from "../../../core/contracts/ensemble.ts";
import type { Prediction } from "../../../core/contracts/prediction.ts";
import { EXIT } from "../../../server/process/exit.ts";
import { readIndexHeader } from "../../../server/retrieval/index-file.ts";
import { makePicture } from "../eval/pictures.ts";
import { makeFolder, run, TINY } from "../eval/world.ts";

const PHOTOS = 24;
let folder: string;
let images: string;
let truth: string;
let index: string;

/** Photos at places that follow from their colours, and an index of other photos at the same places. */
beforeAll(async () => {
  folder = await makeFolder();
  images = join(folder, "photos");
  truth = join(folder, "truth.csv");
  index = join(folder, "own.gidx");
  await mkdir(images);
  await mkdir(join(folder, "known"));
  const rows: string[] = [];
  for (let i = 0; i < PHOTOS; i++) {
    await writeFile(join(images, `${i}.png`), await makePicture(i));
    await writeFile(join(folder, "known", `${i}.png`), await makePicture(i + 100));
    rows.push(`${i}.png,${45 + (i % 6)},${5 + (i % 5)}`);
  }
  const csv = `file,lat,lon\n${rows.join("\n")}\n`;
  await writeFile(truth, csv);
  await writeFile(join(folder, "known.csv"), csv);
  const built = await run(
    [
      ...["index", "build", join(folder, "known.csv"), "--images", join(folder, "known")],
      ...["--output", index],
    ],
    { GRATICULE_BUNDLE: TINY },
  );
  expect(built.exit).toBe(EXIT.ok);
}, 60_000);

/** An ensemble of the tiny bundle in which the index weighs so much. */
async function makeEnsemble(weight: number | null): Promise<string> {
  const at = await makeFolder();
  await cp(TINY, join(at, "tiny"), { recursive: true });
  await copyFile(index, join(at, "own.gidx"));
  await mkdir(join(at, "both"));
  const { sha256 } = await readIndexHeader(index);
  const ensemble: Ensemble = {
    format: 1,
    name: "both",
    version: "1",
    summary: "For tests.",
    base: { folder: "../tiny", name: "tiny", version: "1.0.0" },
    weights: {
      ...{ scores: 1, prior: 1, attributes: {}, bundles: [] },
      ...(weight !== null && { neighbours: { file: "../own.gidx", sha256, weight } }),
    },
    fit: null,
  };
  await writeFile(join(at, "both", "ensemble.json"), JSON.stringify(ensemble));
  return join(at, "both");
}

async function predict(bundle: string): Promise<Prediction> {
  const { stdout, exit } = await run(["predict", join(images, "3.png"), "--max-cells", "2000"], {
    GRATICULE_BUNDLE: bundle,
  });
  expect(exit).toBe(EXIT.ok);
  return JSON.parse(stdout) as Prediction;
}

const europe = ({ places }: Prediction) =>
  places.find(({ level, id }) => level === "continent" && id === "EU")?.probability ?? 0;

describe("neighbours as evidence", () => {
  it("of weight 0 change nothing, and of weight 1 move the answer to where they are", async () => {
    const [alone, zero, one] = await Promise.all(
      [null, 0, 1].map(async (weight) => predict(await makeEnsemble(weight))),
    );
    expect(zero!.cells).toEqual(alone!.cells);
    expect(zero!.places).toEqual(alone!.places);
    expect(europe(one!)).toBeGreaterThan(europe(alone!) + 0.1);
    const told = one!.evidence!.find(({ name }) => name === "neighbours");
    expect(told).toMatchObject({ weight: 1 });
    expect(told!.bits).toBeGreaterThan(0);
    const whole = one!.cells.reduce((sum, { probability }) => sum + probability, one!.otherMass);
    expect(whole).toBeCloseTo(1, 6);
  });

  it("are refused where the index is another than the weight was fitted with", async () => {
    const bundle = await makeEnsemble(1);
    const file = join(bundle, "ensemble.json");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace(/"sha256":"[0-9a-f]+"/, `"sha256":"${"0".repeat(64)}"`));
    const { exit, stderr } = await run(["predict", join(images, "3.png")], {
      GRATICULE_BUNDLE: bundle,
    });
    expect(exit).toBe(EXIT.notReady);
    expect(stderr).toMatch(/another reference index than \.\.\/own\.gidx is now/);
  });

  it("are weighed by eval fit, and served from where that writes them", async () => {
    const output = join(await makeFolder(), "fitted");
    const { exit, stdout } = await run([
      ...["eval", "fit", "--images", images, "--truth", truth, "--output", output],
      ...["--bundle", TINY, "--index", index],
    ]);
    expect(exit).toBe(EXIT.ok);
    expect(stdout).toMatch(/prior \+ photo \+ neighbours/);
    const ensemble = EnsembleSchema.parse(
      JSON.parse(await readFile(join(output, "ensemble.json"), "utf8")),
    );
    // The neighbours are where the photos are, and the tiny bundle knows nothing.
    expect(ensemble.weights.neighbours!.weight).toBeGreaterThan(0.1);
    expect(ensemble.weights.attributes).toEqual({});
    const { evidence } = await predict(output);
    expect(evidence!.map(({ name }) => name)).toEqual(["photo", "neighbours"]);
  }, 120_000);
});
