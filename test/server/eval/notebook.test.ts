import { execFileSync, spawnSync } from "node:child_process";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../../../server/process/exit.ts";
import { makeFolder, makeSet, run } from "./world.ts";

const NOTEBOOK = fileURLToPath(new URL("../../../docs/examples/read_a_run.ipynb", import.meta.url));
const PYTHON = process.env.GRATICULE_TEST_PYTHON ?? "python3";
const hasPandas = spawnSync(PYTHON, ["-c", "import pandas, matplotlib"]).status === 0;
if (!hasPandas) console.info("Skipped: the notebook itself, for want of pandas and matplotlib.");

interface Cell {
  readonly cell_type: string;
  readonly source: readonly string[];
}

let code: string;
let folder: string;

beforeAll(async () => {
  const { cells } = JSON.parse(await readFile(NOTEBOOK, "utf8")) as { cells: readonly Cell[] };
  code = cells
    .filter(({ cell_type: type }) => type === "code")
    .map(({ source }) => source.join(""))
    .join("\n\n");
  const set = await makeSet();
  folder = join(set.folder, "run");
  const asked = ["--images", set.images, "--truth", set.truth, "--output", folder];
  const { exit } = await run(["eval", "run", ...asked, "--max-cells", "20", "--resamples", "0"]);
  expect(exit).toBe(EXIT.ok);
});

describe("the notebook that reads a run", () => {
  it("names files, columns and keys that a run has", async () => {
    const tables = [...code.matchAll(/(\w+) = pd\.read_csv\(RUN \/ "([^"]+)"/g)];
    expect(tables.map(([, , file]) => file)).toEqual(["per_image.csv", "curve.csv"]);
    // What is made of a table has its columns.
    const made: Readonly<Record<string, string>> = {
      placed: "photos",
      own: "curve",
      points: "curve",
    };
    for (const [, variable, file] of tables) {
      const [header] = (await readFile(join(folder, file!), "utf8")).split(/\r?\n/);
      const columns = header!.split(",");
      const names = [variable!, ...Object.keys(made).filter((name) => made[name] === variable)];
      const used = [...code.matchAll(/\b(\w+)(?:\.groupby\("(\w+)"[^)]*\))?\["(\w+)"\]/g)]
        .filter(([, name]) => names.includes(name!))
        .flatMap(([, , grouped, column]) => [column!, ...(grouped ? [grouped] : [])]);
      expect(used.length, file).toBeGreaterThan(3);
      for (const column of used) expect(columns, `${file}: ${column}`).toContain(column);
    }
    const summary: unknown = JSON.parse(await readFile(join(folder, "summary.json"), "utf8"));
    const keys = [...code.matchAll(/summary((?:\["\w+"\])+)/g)].map(([, path]) => path!);
    expect(keys.length).toBeGreaterThan(5);
    for (const path of keys) {
      const names = [...path.matchAll(/"(\w+)"/g)].map(([, name]) => name!);
      expect(summary, path).toHaveProperty(names);
    }
  });

  it.skipIf(!hasPandas)(
    "runs, finds the curve again and draws it",
    async () => {
      const work = await makeFolder();
      const [script, figure] = [join(work, "notebook.py"), join(work, "curve.svg")];
      await writeFile(script, code);
      const env = { ...process.env, GRATICULE_RUN: folder, GRATICULE_FIGURE: figure };
      const told = execFileSync(PYTHON, [script], { env, encoding: "utf8" });
      expect(told).toContain("largest difference:");
      expect((await stat(figure)).size).toBeGreaterThan(5000);
    },
    60_000,
  );
});
