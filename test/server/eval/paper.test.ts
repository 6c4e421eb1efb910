import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../../../server/process/exit.ts";
import { makeFolder, run, TWO } from "./world.ts";

let folder: string;

async function score(name: string, rows: string, truth = TWO): Promise<string> {
  const output = join(folder, name.replaceAll(/\W/g, "-"));
  await writeFile(`${output}-truth.csv`, truth);
  await writeFile(`${output}.csv`, `id,lat,lon\n${rows}`);
  const scored = await run([
    ...["eval", "score", "--predictions", `${output}.csv`, "--name", name, "--output", output],
    ...["--truth", `${output}-truth.csv`, "--resamples", "50"],
  ]);
  expect(scored.stderr).toContain("Written to");
  return output;
}

beforeAll(async () => {
  folder = await makeFolder();
});

describe("eval paper", () => {
  it("makes tables, figures, data and references of two runs, twice the same bytes", async () => {
    const runs = [
      await score("near_&_dear", "a,48.8,2.3\nb,35.6,139.6\n"),
      await score("far", "a,38.8,2.3\n"),
    ];
    const [once, again] = [join(folder, "once"), join(folder, "again")];
    const { exit, stdout } = await run(["eval", "paper", ...runs, "--output", once]);
    expect(exit).toBe(EXIT.ok);
    expect(stdout).toContain("2 photos, set ");
    expect(stdout).toContain("the one point that each system answers with");
    expect(stdout).toContain("count as misses: 1 of far");
    await run(["eval", "paper", ...runs, "--output", again]);
    const names = await readdir(once);
    for (const name of names) {
      const [x, y] = await Promise.all([once, again].map((at) => readFile(join(at, name), "utf8")));
      expect(y, name).toBe(x);
    }
    expect(names).toEqual(
      expect.arrayContaining(["rva.pdf", "rva-wide.svg", "distance.csv", "comparison.tex"]),
    );
    const read = (name: string) => readFile(join(once, name), "utf8");
    expect(await read("tables.tex")).toContain("near\\_\\&\\_dear &");
    expect(await read("comparison.md")).toContain("adjusted for 1 pair (Holm)");
    // Letters are drawn: nothing depends on a font.
    expect(await read("rva.svg")).not.toContain("<text");
    expect(await read("rva.svg")).toContain('width="234pt"');
    const page = await read("paper.tex");
    const keys = (/\\cite\{([^}]*)\}/.exec(page)![1] ?? "").split(",");
    const references = await read("references.bib");
    for (const key of keys) expect(references).toContain(`{${key},`);
  });

  it("refuses runs of different sets, runs without positions, and too many", async () => {
    const runs = [
      await score("one", "a,48.8,2.3\n"),
      await score("moved", "a,48.8,2.3\n", TWO.replace("48.8566", "47.8566")),
    ];
    const output = ["--output", join(folder, "refused")];
    const mixed = await run(["eval", "paper", ...runs, ...output]);
    expect(mixed.exit).toBe(EXIT.usage);
    expect(mixed.stderr).toMatch(/one table wants runs of one set/);
    const countries = await score("countries", "a,48.8,2.3\n", "id,country\na,FR\n");
    expect((await run(["eval", "paper", countries, ...output])).stderr).toMatch(
      /no photo of countries has a position \(1 photos\); there is nothing to draw/,
    );
    const many = Array.from({ length: 7 }, () => runs[0]!);
    expect((await run(["eval", "paper", ...many, ...output])).stderr).toMatch(/up to 6 folders/);
    expect((await run(["eval", "paper", runs[0]!])).stderr).toMatch(/--output is needed/);
  });
});
