import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Summary } from "../../../core/eval/figures/summary.ts";
import { EXIT } from "../../../server/process/exit.ts";
import { makeFolder, run, summaryOf, TWO } from "./world.ts";

describe("eval gallery", () => {
  it("has the prior alone, the best case and the leakage", async () => {
    const folder = await makeFolder();
    const [gallery, truth] = [join(folder, "g.csv"), join(folder, "t.csv")];
    await writeFile(gallery, "LAT,LON\n48.8566,2.3522\n48.86,2.36\n35,139\n");
    await writeFile(truth, TWO);
    const { stdout, exit } = await run([
      ...["eval", "gallery", "--gallery", gallery, "--truth", truth, "--json"],
    ]);
    expect(exit).toBe(EXIT.ok);
    const { rows, leakage } = JSON.parse(stdout) as {
      rows: Pick<NonNullable<Summary["measures"]>, "accuracy" | "rva">[];
      leakage: NonNullable<Summary["leakage"]>;
    };
    expect(leakage.photos).toMatchObject({ hits: 1, n: 2 });
    expect(rows[0]!.accuracy.map(({ hits }) => hits)).toEqual([1, 1, 1, 1, 1]);
    expect(rows[1]!.accuracy.map(({ hits }) => hits)).toEqual([1, 1, 2, 2, 2]);
    // Tokyo lies in a square without points.
    expect(rows[0]!.rva.budgets.at(-1)!.hits).toBe(1);
    const uneven = ["--gallery", gallery, "--truth", truth, "--grid", "0.7"];
    expect((await run(["eval", "gallery", ...uneven])).stderr).toMatch(
      /that divide 180, got "0.7"/,
    );
  });
});

describe("eval datasets", () => {
  it("lists the public sets and how to check them", async () => {
    const { stdout } = await run(["eval", "datasets"]);
    expect(stdout).toMatch(/^im2gps3k +2,997 +--fetch +\d+$/m);
    expect(stdout).toMatch(/^gws15k +14,955 +your copy/m);
    const { stdout: one } = await run(["eval", "sets", "im2gps3k"]);
    expect(one).toMatch(/columns +IMG_ID, LAT, LON, S3_Label$/m);
    expect(one).toMatch(/beware +The archive has 3,000 photos, 3 of them without a row of truth/);
    expect(one).toMatch(/^GeoCLIP public weights.* 13\.1 +32\.2 .*FastGeoCLIP/m);
    expect((await run(["eval", "sets", "gws15k", "--fetch"])).stderr).toMatch(/no table that can/);
    const { stdout: json } = await run(["eval", "datasets", "--json"]);
    expect(JSON.parse(json)).toHaveLength(7);
    expect((await run(["eval", "datasets", "mars"])).stderr).toMatch(/no public set "mars"/);
  });

  it("fetches, checks before it keeps, and says when there is no network", async () => {
    const server = createServer((_request, response) => response.end(TWO)).listen(0);
    const { port } = server.address() as AddressInfo;
    const env = { GRATICULE_EVAL_TRUTH_URL: `http://127.0.0.1:${port}/truth.csv` };
    const wrong = await run(["eval", "datasets", "im2gps", "--fetch"], env);
    expect(wrong.stderr).toMatch(/it has 2 rows, Im2GPS has 237.*Nothing was kept/);
    await new Promise((resolve) => server.close(resolve));
    const none = await run(["eval", "datasets", "im2gps", "--fetch"], env);
    expect(none.exit).toBe(EXIT.usage);
    expect(none.stderr).toMatch(/cannot be fetched .*give a copy with --truth/);
  });
});

describe("a set of one's own", () => {
  it("is described by a file and checked against it", async () => {
    const folder = await makeFolder();
    const [truth, points, set] = ["t.csv", "p.csv", "set.json"].map((name) => join(folder, name));
    await writeFile(truth!, TWO);
    await writeFile(points!, TWO);
    const described = { format: "graticule-set", version: 1, name: "mine", truth: "t.csv" };
    const score = async (more: object) => {
      await writeFile(set!, JSON.stringify({ ...described, ...more }));
      const flags = ["eval", "score", "--predictions", points!, "--set", set!];
      return run([...flags, "--output", join(folder, "out"), "--resamples", "0"]);
    };
    expect((await score({ photos: 2 })).exit).toBe(EXIT.ok);
    expect((await summaryOf(join(folder, "out"))).dataset.name).toBe("mine");
    const other = await score({ photos: 3 });
    expect(other.stderr).toMatch(/it has 2 rows, mine has 3/);
    expect((await summaryOf(join(folder, "out"))).dataset.name).toBe("mine, altered");
    expect((await score({ version: 2 })).stderr).toMatch(/no set as expected: see version/);
    expect((await score({ colour: "red" })).stderr).toMatch(/see colour/);
  });
});

describe("the provided benchmarks", () => {
  const IM2GPS3K = new URL("../../../../shared/benchmarks/im2gps3k.csv", import.meta.url).pathname;
  const GALLERY = new URL("../../../../shared/models/geoclip/coordinates_100K.csv", import.meta.url)
    .pathname;
  const areHere = existsSync(IM2GPS3K) && existsSync(GALLERY);
  if (!areHere) console.info("Skipped: benchmark tables are not beside the checkout.");

  it.skipIf(!areHere)(
    "agree with the published best case of the 100K gallery to 0.1 point",
    async () => {
      const { stdout } = await run([
        ...["eval", "gallery", "--gallery", GALLERY, "--dataset", "im2gps3k", "--truth", IM2GPS3K],
        "--json",
      ]);
      const { rows, leakage } = JSON.parse(stdout) as {
        rows: NonNullable<Summary["measures"]>[];
        leakage: NonNullable<Summary["leakage"]>;
      };
      const best = rows[1]!.accuracy.map(({ rate }) => rate * 100);
      [63.5, 95.2, 99.8, 100, 100].forEach((published, i) => {
        expect(Math.abs(best[i]! - published)).toBeLessThan(0.1);
      });
      expect(Math.abs(leakage.photos.rate * 100 - 2.3)).toBeLessThan(0.1);
    },
  );

  it.skipIf(!areHere)("are not taken for one another, nor a part for the whole", async () => {
    const folder = await makeFolder();
    const few = (await readFile(IM2GPS3K, "utf8")).split("\n").slice(0, 4).join("\n");
    const [part, points] = [join(folder, "part.csv"), join(folder, "points.csv")];
    await writeFile(part, few);
    await writeFile(points, few.replaceAll(".3", ".4"));
    const flags = ["eval", "score", "--predictions", points, "--output", join(folder, "out")];
    const wrong = await run([...flags, "--dataset", "yfcc4k", "--truth", IM2GPS3K]);
    expect(wrong.exit).toBe(EXIT.usage);
    expect(wrong.stderr).toMatch(/it is the table of Im2GPS3k, --dataset says yfcc4k/);
    const cut = await run([...flags, "--dataset", "im2gps3k", "--truth", part]);
    expect(cut.stderr).toMatch(/it has 3 rows, Im2GPS3k has 2997/);
    const { dataset, run: about } = await summaryOf(join(folder, "out"));
    expect(dataset.name).toBe("im2gps3k, altered");
    expect(about!.command).toMatch(/^graticule eval score --predictions/);
  });

  it.skipIf(!areHere)(
    "are named photo by photo where a copy differs from the fetched table",
    async () => {
      const folder = await makeFolder();
      const text = await readFile(IM2GPS3K, "utf8");
      const server = createServer((_request, response) => response.end(text)).listen(0);
      const { port } = server.address() as AddressInfo;
      const env = {
        GRATICULE_CACHE: folder,
        GRATICULE_EVAL_TRUTH_URL: `http://127.0.0.1:${port}/truth.csv`,
      };
      expect((await run(["eval", "sets", "im2gps3k", "--fetch"], env)).exit).toBe(EXIT.ok);
      await new Promise((resolve) => server.close(resolve));
      const copy = join(folder, "copy.csv");
      await writeFile(copy, text.replace("32.325436,-64.764404", "42.325436,-64.764404"));
      const flags = [
        "eval",
        "score",
        "--predictions",
        IM2GPS3K,
        "--set",
        "im2gps3k",
        "--truth",
        copy,
      ];
      const { stderr } = await run([...flags, "--output", folder, "--resamples", "0"], env);
      expect(stderr).toMatch(
        /its ids are Im2GPS3k's but positions differ.* Of Im2GPS3k it has elsewhere 1 photo \(1000269685_e60e9cdfb4/,
      );
    },
  );

  it.skipIf(!areHere)("are the known sets, whatever their columns are called", async () => {
    const { stdout, exit } = await run(["eval", "datasets", "im2gps3k", "--check", IM2GPS3K]);
    expect(exit).toBe(EXIT.ok);
    expect(stdout).toMatch(/^ok .*2997 rows/);
    const folder = await makeFolder();
    const swapped = join(folder, "swapped.csv");
    const text = await readFile(IM2GPS3K, "utf8");
    await writeFile(swapped, text.replace("IMG_ID,LAT,LON", "IMG_ID,LON,LAT"));
    const bad = await run(["eval", "datasets", "im2gps3k", "--check", swapped]);
    expect(bad.exit).not.toBe(EXIT.ok);
    expect(bad.stdout + bad.stderr).toMatch(/swapped|exchanged/);
  });
});
