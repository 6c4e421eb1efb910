import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { EXIT } from "../../../server/process/exit.ts";
import { makeFolder, run, summaryOf, TWO } from "./world.ts";

const PREDICTIONS = "id,lat,lon\na,48.8,2.3\nb,34.7,135.5\n";

let folder: string;
let output: string;

beforeEach(async () => {
  folder = await makeFolder();
  output = join(folder, "run");
  await writeFile(join(folder, "truth.csv"), TWO);
  await writeFile(join(folder, "points.csv"), PREDICTIONS);
  const scored = await run([
    ...["eval", "score", "--predictions", join(folder, "points.csv"), "--name", "Points"],
    ...["--truth", join(folder, "truth.csv"), "--output", output, "--resamples", "50"],
  ]);
  expect(scored.exit).toBe(EXIT.ok);
});

const verify = (...flags: string[]) => run(["eval", "verify", output, "--no-progress", ...flags]);

async function edit(file: string, change: (text: string) => string): Promise<void> {
  const text = await readFile(file, "utf8");
  expect(change(text)).not.toBe(text);
  await writeFile(file, change(text));
}

describe("eval verify", () => {
  it("ranks again on the raster that a run was ranked on", async () => {
    const score = (...flags: string[]) =>
      run([
        ...["eval", "score", "--predictions", join(folder, "points.csv"), "--name", "Points"],
        ...["--truth", join(folder, "truth.csv"), "--output", output, "--resamples", "0", ...flags],
      ]);
    expect(
      (await score("--raster", "5", "--rank-by", "probability", "--ties", "middle")).exit,
    ).toBe(EXIT.ok);
    expect((await summaryOf(output)).settings).toMatchObject({
      raster: 5,
      ranking: "probability",
      ties: "middle",
    });
    expect((await verify()).exit).toBe(EXIT.ok);
    expect((await score("--raster", "3")).stderr).toMatch(
      /--raster: expected an integer from 4 to 8/,
    );
    expect((await score("--ties", "none")).stderr).toMatch(
      /--ties: expected all or middle, got "none"/,
    );
    expect((await score("--rank-by", "probability")).stderr).toMatch(/name a raster .* --raster/);
  });

  it("finds a run as it was scored, and its files untouched by the look", async () => {
    const before = await readFile(join(output, "summary.json"), "utf8");
    const { exit, stdout } = await verify();
    expect(stdout).toMatch(/^same {5}predictions \([0-9a-f]{12}\)$/m);
    expect(stdout).toMatch(/^same {5}truth /m);
    expect(stdout).toMatch(/^same {5}bundle /m);
    expect(stdout).toMatch(/^same {5}per_image\.csv$/m);
    expect(stdout).toMatch(/^same {5}summary\.json$/m);
    expect(stdout).toMatch(/^Verified: /m);
    expect(stdout).not.toMatch(/^differs/m);
    expect(exit).toBe(EXIT.ok);
    expect(await readFile(join(output, "summary.json"), "utf8")).toBe(before);
  });

  it("says which figure was edited, as it is and as it would be", async () => {
    const { geoScore } = (await summaryOf(output)).measures!;
    await edit(join(output, "summary.json"), (text) =>
      text.replace(`"value": ${geoScore.value}`, '"value": 4999'),
    );
    const { exit, stdout } = await verify();
    expect(exit).toBe(EXIT.someFailed);
    expect(stdout).toContain(
      `differs  summary.json, measures/geoScore/value: recorded 4999, now ${geoScore.value}\n`,
    );
    expect(stdout).toMatch(/^same {5}per_image\.csv$/m);
    expect(stdout).toMatch(/^Not verified\./m);
  });

  it("says that predictions or the truth are others, and what follows from that", async () => {
    await edit(join(folder, "points.csv"), (text) => text.replace("34.7", "35.7"));
    const other = await verify();
    expect(other.exit).toBe(EXIT.someFailed);
    expect(other.stdout).toMatch(
      /^differs {2}predictions: recorded [0-9a-f]{64}, now [0-9a-f]{64}$/m,
    );
    expect(other.stdout).toMatch(/^same {5}truth/m);
    expect(other.stdout).toMatch(/^differs {2}per_image\.csv, line 3: recorded b,.*, now b,/m);
    expect(other.stdout).toMatch(/^differs {2}summary\.json, \d+ more$/m);

    await writeFile(join(folder, "points.csv"), PREDICTIONS);
    await edit(join(folder, "truth.csv"), (text) => text.replace("48.8566", "48.9566"));
    const moved = await verify("--json");
    expect(moved.exit).toBe(EXIT.someFailed);
    const { isVerified, checks } = JSON.parse(moved.stdout) as {
      isVerified: boolean;
      checks: { what: string; isSame: boolean }[];
    };
    expect(isVerified).toBe(false);
    expect(checks.find(({ what }) => what === "truth")!.isSame).toBe(false);
    expect(checks.some(({ what }) => what.includes("dataset/fingerprint"))).toBe(true);
  });

  it("takes files from where they are now", async () => {
    await rename(join(folder, "truth.csv"), join(folder, "elsewhere.csv"));
    const lost = await verify();
    expect(lost.exit).toBe(EXIT.usage);
    expect(lost.stderr).toContain("truth.csv");
    const found = await verify("--truth", join(folder, "elsewhere.csv"));
    // A set is called by the name of its table.
    expect(found.stdout).toContain(
      "differs  summary.json, dataset/name: recorded truth, now elsewhere",
    );
    expect(found.stdout.match(/^differs/gm)).toHaveLength(1);

    await rename(join(folder, "elsewhere.csv"), join(folder, "truth.csv"));
    await rename(join(folder, "points.csv"), join(output, "points.csv"));
    const given = await verify("--predictions", join(output, "points.csv"));
    expect(given.stdout).toMatch(/^Verified/m);
    expect(given.exit).toBe(EXIT.ok);
  });

  it("refuses what has no card, and what is no run", async () => {
    await edit(join(output, "summary.json"), (text) => text.replace('"scoring"', '"scored"'));
    const old = await verify();
    expect(old.exit).toBe(EXIT.usage);
    expect(old.stderr).toMatch(/has no run card.*score the predictions again/s);
    const none = await run(["eval", "verify", join(folder, "nothing")]);
    expect(none.exit).toBe(EXIT.usage);
    expect(none.stderr).toMatch(/there is no such folder of a run/);
  });
});
