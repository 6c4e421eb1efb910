import { execFileSync, spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readRvaFile } from "../../../core/formats/rva-file.ts";
import { EXIT } from "../../../server/process/exit.ts";
import { makeFolder, run, TWO } from "./world.ts";

const EXAMPLE = fileURLToPath(
  new URL("../../../docs/examples/write_rva_curve.py", import.meta.url),
);
const hasPython = spawnSync("python3", ["-c", "import json"]).status === 0;
if (!hasPython) console.info("Skipped: the example in Python, for want of python3.");

async function scoredRun() {
  const folder = await makeFolder();
  await writeFile(join(folder, "truth.csv"), TWO);
  await writeFile(join(folder, "p.csv"), "id,lat,lon\na,48.8,2.3\nb,34.7,135.5\n");
  const output = join(folder, "run");
  const flags = ["--predictions", join(folder, "p.csv"), "--truth", join(folder, "truth.csv")];
  const more = ["--output", output, "--resamples", "0", "--name", "Points"];
  expect((await run(["eval", "score", ...flags, ...more])).exit).toBe(EXIT.ok);
  return { folder, output };
}

describe("eval rva", () => {
  it("shows the curve of a run beside that of another tool, and says what does not compare", async () => {
    const { folder, output } = await scoredRun();
    const own = readRvaFile(await readFile(join(output, "curve.rva.json"), "utf8"));
    expect(own).toMatchObject({ system: "Points", set: "truth", photos: 2 });
    const other = join(folder, "other.rva.json");
    await writeFile(
      other,
      JSON.stringify({
        ...own,
        system: "Other",
        areas: [10, 1e5],
        recall: [0.1, 0.5],
        low: [0, 0],
        high: [1, 1],
      }),
    );
    const shown = await run(["eval", "rva", output, other, "--output", join(folder, "out")]);
    expect(shown.exit).toBe(EXIT.ok);
    expect(shown.stdout).toMatch(/\| \*\*Points\*\* \| 2 \| 0\.0 \|.*\| 100\.0 \|/);
    expect(shown.stdout).toMatch(
      /\| \*\*Other\*\* \| 2 \| 10\.0 \| 20\.0 \| .* \| 50\.0 \| {2}\| {2}\| {2}\|/,
    );
    expect(shown.stderr).toBe("");
    expect(await readFile(join(folder, "out", "curves.csv"), "utf8")).toMatch(
      /^Other,truth,10,0.1,0,1/m,
    );
    await writeFile(other, JSON.stringify({ ...own, set: "mars", photos: 7 }));
    const apart = await run(["eval", "rva", output, other]);
    expect(apart.stderr).toMatch(/different sets: truth; mars.*different numbers of photos: 2; 7/s);
    const strict = await run(["eval", "rva", output, other, "--strict"]);
    expect(strict.exit).toBe(EXIT.usage);
    await writeFile(other, JSON.stringify({ ...own, recall: [...own.recall].reverse() }));
    expect((await run(["eval", "rva", other])).stderr).toMatch(
      /other\.rva\.json: recall falls from 1/,
    );
  });

  it.skipIf(!hasPython)("reads what the example in Python writes", async () => {
    const folder = await makeFolder();
    const [areas, output] = [join(folder, "areas.txt"), join(folder, "theirs.rva.json")];
    await writeFile(areas, "5\n1200\n5.1e8\n40000\n");
    execFileSync("python3", [EXAMPLE, areas, "theirs 1", "im2gps3k", output]);
    const curve = readRvaFile(await readFile(output, "utf8"));
    expect(curve).toMatchObject({ system: "theirs 1", photos: 4 });
    expect(curve.recall.at(-1)).toBe(0.75);
    const { stdout } = await run(["eval", "rva", output]);
    // 1,200 km2 is more than a thousand; published curves of the set stand below.
    expect(stdout).toMatch(
      /\| \*\*theirs 1\*\* \| 4 \| 25\.0 \| 25\.0 \| 25\.0 \| 50\.0 \| 75\.0 \|/,
    );
    expect(stdout).toMatch(
      /\| ISN\(M,f\*,S3\), points \| {2}\| 13\.9 \|.*GeoEstimation, each point as a growing disc/,
    );
  });
});
