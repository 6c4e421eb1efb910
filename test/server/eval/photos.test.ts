import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EXIT } from "../../../server/process/exit.ts";
import { makeFolder, run, summaryOf, TWO } from "./world.ts";

describe("eval photos", () => {
  it("lists photos by part, error and disagreement, and a gallery parts them by distance", async () => {
    const folder = await makeFolder();
    await writeFile(join(folder, "truth.csv"), TWO);
    await writeFile(join(folder, "gallery.csv"), "LAT,LON\n48.87,2.36\n35,139\n");
    const score = async (name: string, rows: string) => {
      const output = join(folder, name);
      await writeFile(`${output}.csv`, `id,lat,lon\n${rows}`);
      const flags = ["--predictions", `${output}.csv`, "--truth", join(folder, "truth.csv")];
      const more = ["--gallery", join(folder, "gallery.csv"), "--resamples", "0"];
      const scored = await run(["eval", "score", ...flags, ...more, "--output", output]);
      expect(scored.exit).toBe(EXIT.ok);
      return { output, stdout: scored.stdout };
    };
    const near = await score("near", "a,48.8,2.3\nb,35.6,139.6\n");
    const far = await score("far", "a,48.8,2.3\nb,15.6,139.6\n");
    expect(
      (await summaryOf(near.output)).leakage!.within.map(({ km, hits }) => [km, hits]),
    ).toEqual([
      [1, 0],
      [10, 1],
      [25, 1],
    ]);
    expect(near.stdout).toContain("Nearest training photo: 1 to 10 km");
    expect(near.stdout).toMatch(/\| 25 km \| 50\.0 /);

    const list = async (...args: string[]) => {
      const { stdout } = await run(["eval", "photos", ...args]);
      return stdout
        .trimEnd()
        .split(/\r?\n/)
        .slice(1)
        .map((line) => line.split(",")[0]);
    };
    expect(await list(near.output)).toEqual(["a", "b"]);
    expect(await list(near.output, "--part", "continent=AS")).toEqual(["b"]);
    expect(await list(near.output, "--part", "training=1 to 10 km")).toEqual(["a"]);
    expect(await list(far.output, "--farther", "1000")).toEqual(["b"]);
    expect(await list(near.output, far.output, "--apart", "500")).toEqual(["b"]);
    const fault = async (...args: string[]) => (await run(["eval", "photos", ...args])).stderr;
    expect(await fault(near.output, "--apart", "5")).toMatch(/--apart compares two runs/);
    expect(await fault(near.output, "--part", "colour=red")).toMatch(/expected continent, scene/);
    expect(await fault(near.output, "--part", "continent=XX")).toMatch(/is one of AF, AN/);
    expect(await fault(near.output, "--farther", "-1")).toMatch(/--farther: expected kilometres/);
  });
});
