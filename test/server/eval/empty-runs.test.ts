import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { EXIT } from "../../../server/process/exit.ts";
import { makeFolder, run, summaryOf, TWO } from "./world.ts";

let folder: string;
const at = (name: string) => join(folder, name);

beforeEach(async () => {
  folder = await makeFolder();
  await writeFile(at("truth.csv"), TWO);
});

async function score(rows: string, name: string, truth = "truth.csv") {
  await writeFile(at(name), rows);
  const flags = ["--predictions", at(name), "--truth", at(truth), "--resamples", "20"];
  return run(["eval", "score", ...flags, "--output", at(name.replace(/\..*/, ""))]);
}

describe("runs with nothing in them", () => {
  it("are refused without photos or predictions, in words", async () => {
    await writeFile(at("none.csv"), "id,lat,lon\n");
    const noTruth = await score("id,lat,lon\na,1,2\n", "p.csv", "none.csv");
    expect(noTruth.exit).toBe(EXIT.usage);
    expect(noTruth.stderr).toMatch(/none\.csv: it has a header but no rows/);
    for (const [name, text] of [
      ["empty.jsonl", ""],
      ["header.csv", "id,lat,lon\n"],
    ] as const) {
      const none = await score(text, name);
      expect(none.exit, name).toBe(EXIT.usage);
      expect(none.stderr, name).toMatch(/no predictions|empty|holds no/i);
    }
    await writeFile(at("a.txt"), "no photo");
    expect((await run(["eval", "audit", folder])).stderr).toMatch(/holds no photos/);
  });

  it("count every photo as a miss where no photo could be read, and still compare", async () => {
    const lines = ["a", "b"].map((id) => JSON.stringify({ id, error: "cut short" }));
    const lost = await score(`${lines.join("\n")}\n`, "lost.jsonl");
    expect(lost.exit).toBe(EXIT.ok);
    const { measures, counts } = await summaryOf(at("lost"));
    expect(counts).toMatchObject({ scored: 0, unreadable: { count: 2 } });
    expect(measures!.accuracy.map(({ rate }) => rate)).toEqual([0, 0, 0, 0, 0]);
    expect(measures!.rva.curve.at(-2)!.recall).toBe(0);
    expect((await score("id,lat,lon\na,48.8,2.3\nb,35,139\n", "found.csv")).exit).toBe(EXIT.ok);
    const compared = await run(["eval", "compare", at("lost"), at("found"), "--resamples", "20"]);
    expect(compared.exit).toBe(EXIT.ok);
    const curves = await run(["eval", "rva", at("lost"), at("found")]);
    expect(curves.stdout).toMatch(/\| \*\*lost\*\* \| 2 \| 0\.0 /);
    expect((await run(["eval", "verify", at("lost"), "--no-progress"])).exit).toBe(EXIT.ok);
  });

  it("are refused together when one is of another schema", async () => {
    for (const name of ["one.csv", "two.csv", "three.csv"]) {
      expect((await score("id,lat,lon\na,48.8,2.3\nb,35,139\n", name)).exit).toBe(EXIT.ok);
    }
    const file = join(at("two"), "summary.json");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace('"schema": 1', '"schema": 9'));
    const runs = [at("one"), at("two"), at("three")];
    for (const command of ["compare", "rva"]) {
      const refused = await run(["eval", command, ...runs]);
      expect(refused.exit, command).toBe(EXIT.usage);
      expect(refused.stderr, command).toMatch(
        /two.summary\.json: it has schema 9, this program reads 1/,
      );
    }
    expect((await run(["eval", "photos", at("two")])).stderr).toMatch(/schema 9/);
  });
});
