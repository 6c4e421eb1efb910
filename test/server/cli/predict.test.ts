import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check } from "@placemarkio/check-geojson";
import { parse } from "csv-parse/sync";
import { XMLValidator } from "fast-xml-parser";
import type { FeatureCollection } from "geojson";
import { beforeAll, describe, expect, it } from "vitest";
import { GraticuleError } from "../../../core/contracts/errors.ts";
import { EXIT } from "../../../server/process/exit.ts";
import { quarters } from "../photo/pictures.ts";
import { runInTerminal } from "./terminal.ts";

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "graticule-cli-"));
  const photo = await quarters().jpeg().toBuffer();
  await mkdir(at("trip/deep"), { recursive: true });
  for (const name of ["one.jpg", "trip/a.JPG", "trip/b.jpg", "trip/deep/c.jpg", "trip/=d.jpg"]) {
    await writeFile(at(name), photo);
  }
  await writeFile(at("trip/notes.txt"), "not a photo");
  await writeFile(at("broken.jpg"), photo.subarray(0, 20));
  await writeFile(
    at("area.geojson"),
    JSON.stringify({
      type: "Polygon",
      coordinates: [
        [
          [2, 48],
          [3, 48],
          [3, 49],
          [2, 48],
        ],
      ],
    }),
  );
});

/** The `file` of each line. */
function filesOf(stdout: string): string[] {
  return stdout
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { file: string }).file);
}

describe("predict – what is read", () => {
  it("one photo: its document, without `file`", async () => {
    const { exit, stdout, stderr } = await runInTerminal(["predict", at("one.jpg")]);
    expect(exit).toBe(EXIT.ok);
    expect(JSON.parse(stdout)).toMatchObject({ image: { width: 64, height: 48 } });
    expect(stdout).not.toContain('"file"');
    expect(stderr).toBe("");
  });

  it("a folder: its photos by name, one document per line", async () => {
    const { stdout } = await runInTerminal(["predict", at("trip")]);
    expect(filesOf(stdout)).toEqual([at("trip/=d.jpg"), at("trip/a.JPG"), at("trip/b.jpg")]);
  });

  it("--recursive: the folders inside too", async () => {
    const { stdout } = await runInTerminal(["predict", at("trip"), "--recursive"]);
    expect(filesOf(stdout)).toContain(at("trip/deep/c.jpg"));
  });

  it("a folder that links to itself, to others and to its photos: each photo once", async () => {
    const inside = await mkdtemp(join(tmpdir(), "graticule-links-"));
    await mkdir(join(inside, "deep"));
    await copyFile(at("one.jpg"), join(inside, "z.jpg"));
    await copyFile(at("one.jpg"), join(inside, "deep", "a.jpg"));
    await symlink(inside, join(inside, "loop"));
    await symlink(join(inside, "deep"), join(inside, "again"));
    await symlink(join(inside, "z.jpg"), join(inside, "deep", "link.jpg"));
    const { stdout } = await runInTerminal(["predict", inside, "--recursive"]);
    const files = filesOf(stdout);
    expect(files).toContain(join(inside, "z.jpg"));
    expect(files).toHaveLength(2);
  });

  it("names that break lines or turn the writing, on one line and visibly", async () => {
    const odd = at("two\nlines\u202egpj.jpg");
    const { stderr } = await runInTerminal(["predict", odd]);
    expect(stderr).toBe(`${at("two\\nlines\\u202egpj.jpg")}: there is no such file or folder\n`);
    await copyFile(at("one.jpg"), odd);
    const { stdout } = await runInTerminal(["predict", odd, "--dry-run"]);
    await rm(odd);
    expect(stdout).toBe(`${at("two\\nlines\\u202egpj.jpg")}\n`);
  });

  it("a glob, and each photo once", async () => {
    const { stdout } = await runInTerminal([
      "predict",
      at("trip/*.jpg"),
      at("trip/b.jpg"),
      at("one.jpg"),
    ]);
    expect(filesOf(stdout)).toEqual([at("trip/=d.jpg"), at("trip/b.jpg"), at("one.jpg")]);
  });

  it("- : standard input", async () => {
    const stdin = await quarters().png().toBuffer();
    const { exit, stdout } = await runInTerminal(["predict", "-"], { stdin });
    expect(exit).toBe(EXIT.ok);
    expect(JSON.parse(stdout)).toMatchObject({ image: { width: 64 } });
  });

  it("--dry-run: names the photos and opens no model", async () => {
    const { stdout, opened } = await runInTerminal(["predict", "--dry-run", at("trip")]);
    expect(stdout.split("\n").slice(0, -1)).toEqual([
      at("trip/=d.jpg"),
      at("trip/a.JPG"),
      at("trip/b.jpg"),
    ]);
    expect(opened).toHaveLength(0);
  });
});

describe("predict – what is written", () => {
  it("documents have cells only when they are asked for", async () => {
    const cellsOf = async (...flags: string[]) => {
      const { stdout } = await runInTerminal(["predict", at("one.jpg"), ...flags]);
      return (JSON.parse(stdout) as { cells: unknown[] }).cells.length;
    };
    expect([await cellsOf(), await cellsOf("--cells"), await cellsOf("--max-cells", "5")]).toEqual([
      0, 1, 1,
    ]);
  });

  it("CSV: a row per photo, those without an answer with the reason", async () => {
    const { stdout, stderr, exit } = await runInTerminal([
      ...["predict", at("trip"), at("broken.jpg"), "--format", "csv"],
    ]);
    const rows = parse(stdout, { columns: true }) as Record<string, string>[];
    expect(rows.map(({ state }) => state)).toEqual(["located", "located", "located", "failed"]);
    expect(rows[0]).toMatchObject({ file: at("trip/=d.jpg"), area_50_km2: "81200.5" });
    expect(rows[3]!.reason).toMatch(/is damaged/);
    expect(stderr).toMatch(/broken\.jpg: .*damaged.*\n3 of 4 photos answered, 1 failed\.\n$/s);
    expect(exit).toBe(EXIT.someFailed);
  });

  it("CSV with --cells: a row per cell, with a column `file`", async () => {
    const { stdout } = await runInTerminal(["predict", at("trip"), "--format", "csv", "--cells"]);
    const rows = parse(stdout, { columns: true }) as { file: string; h3: string }[];
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatchObject({ file: at("trip/=d.jpg"), h3: "841fb47ffffffff" });
  });

  it.each([
    [[], ["photo", "photo", "photo"]],
    [
      ["--areas", "0.5"],
      ["photo", "area", "photo", "area", "photo", "area"],
    ],
    [["--cells"], Array.from({ length: 3 }, () => ["best", "region", "cell"]).flat()],
  ])("GeoJSON %j: one document that holds all photos", async (flags, kinds) => {
    const args = ["predict", at("trip"), at("nowhere.jpg"), "--format", "geojson", ...flags];
    const { stdout } = await runInTerminal(args);
    const document = check(stdout) as FeatureCollection;
    expect(document.features.map(({ properties }) => properties!.kind)).toEqual(kinds);
    expect(new Set(document.features.map(({ properties }) => properties!.file)).size).toBe(3);
  });

  it.each([[[]], [["--cells"]]])("KML %j: one document", async (flags) => {
    const args = ["predict", at("trip"), at("nowhere.jpg"), "--format", "kml", ...flags];
    const { stdout } = await runInTerminal(args);
    expect(XMLValidator.validate(stdout)).toBe(true);
    expect(stdout.match(/<kml/g)).toHaveLength(1);
    expect(stdout).toContain("b.jpg");
  });

  it("jsonl: one document per line, also for one photo and where there is no answer", async () => {
    const one = await runInTerminal(["predict", at("one.jpg"), "--format", "jsonl"]);
    expect(filesOf(one.stdout)).toEqual([at("one.jpg")]);
    const args = ["predict", at("broken.jpg"), at("one.jpg"), "--format", "jsonl"];
    const { stdout } = await runInTerminal(args);
    expect(filesOf(stdout)).toEqual([at("broken.jpg"), at("one.jpg")]);
    expect(JSON.parse(stdout.split("\n")[0]!)).toMatchObject({
      error: { message: expect.stringMatching(/damaged/) },
    });
  });

  it("CSV for spreadsheets that write decimal commas", async () => {
    const { stdout } = await runInTerminal([
      ...["predict", at("one.jpg"), "--format", "csv", "--separator", "semicolon"],
    ]);
    expect(stdout).toMatch(/^file;state;place;/);
    expect(stdout).toMatch(/;47,92113;2,8814;/);
    const refused = await runInTerminal(["predict", at("one.jpg"), "--separator", "tab"]);
    expect(refused.stderr).toMatch(/--separator goes with --format csv/);
    expect(refused.exit).toBe(EXIT.usage);
  });

  it("a terminal: a table in its width; who looks at it is not told the same twice", async () => {
    const long = at(`trip/${"long-".repeat(20)}name.jpg`);
    await copyFile(at("one.jpg"), long);
    const { stdout, stderr, exit } = await runInTerminal(
      ["predict", at("one.jpg"), long, at("broken.jpg")],
      { isTerminal: true },
    );
    await rm(long);
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^FILE +PLACE +PROB +LAT +LNG +50 % AREA KM2$/);
    expect(lines[1]).toMatch(/one\.jpg +France +41 % +47\.9211 +2\.8814 +81,201$/);
    expect(lines[2]).toMatch(/^….*-name\.jpg +France/);
    expect(lines[3]).toMatch(/broken\.jpg +no answer: .*damaged/);
    for (const line of lines.slice(0, 3)) expect(line.length).toBeLessThanOrEqual(100);
    expect(stderr).toBe("2 of 3 photos answered, 1 failed.\n");
    expect(exit).toBe(EXIT.someFailed);
  });

  it("a table that is not seen at once: faults on standard error too", async () => {
    const { stdout, stderr } = await runInTerminal([
      ...["predict", at("one.jpg"), at("broken.jpg"), "--format", "table"],
    ]);
    expect(stdout).toMatch(/no answer/);
    expect(stderr).toMatch(/broken\.jpg: .*damaged/);
  });

  it("stopped halfway, what is written is whole", async () => {
    const stop = new AbortController();
    let seen = 0;
    const run = await runInTerminal(
      ["predict", at("trip"), "--format", "geojson", "--concurrency", "1"],
      {
        signal: stop.signal,
        async before() {
          seen += 1;
          if (seen === 2) stop.abort();
        },
      },
    );
    expect(check(run.stdout)).toBeTruthy();
    expect(run.stderr).toMatch(/^Stopped: \d of 3 photos were not asked about\.$/m);
    expect(run.stderr).not.toMatch(/trip/);
    expect(run.exit).toBe(EXIT.someFailed);
  });
});

describe("predict – exit codes", () => {
  it("1 when some fail: the others are answered, each fault is named", async () => {
    const run = await runInTerminal([
      "predict",
      at("broken.jpg"),
      at("one.jpg"),
      at("nowhere.jpg"),
    ]);
    expect(run.exit).toBe(EXIT.someFailed);
    expect(filesOf(run.stdout)).toEqual([at("one.jpg")]);
    expect(run.stderr).toMatch(/broken\.jpg: The file begins like image\/jpeg but is damaged/);
    expect(run.stderr).toMatch(/nowhere\.jpg: there is no such file/);
  });

  it("1 without opening a model when there is no photo at all", async () => {
    const run = await runInTerminal(["predict", at("nowhere.jpg")]);
    expect([run.exit, run.opened.length]).toEqual([EXIT.someFailed, 0]);
  });

  it.each([
    [["predict"], /^graticule predict needs <photos\.\.\.>: files, folders/],
    [["predict", "x", "--nonsense"], /^graticule predict has no option "--nonsense"\./],
    [["predict", "x", "--top-k", "0"], /--top-k: expected an integer from 1 to 100, got "0"/],
    [
      ["predict", "x", "--prior", "cars"],
      /GRATICULE_PRIOR: expected one of photos, population, land/,
    ],
    [["predict", "x", "--format", "xml"], /GRATICULE_FORMAT: expected one of table, json/],
    [["predict", "x", "--format", "table", "--cells"], /no room for cells: add --format csv/],
    [["predict", "x", "--areas", "0.5"], /--areas goes with --format geojson/],
    [["predict", "x", "--areas", "2"], /GRATICULE_AREAS: expected a probability above 0/],
    [["predict", "x", "--within", "Frnace"], /--within: got "Frnace".*did you mean France \(FR\)/],
    [
      ["predict", "x", "--within", "Sweden", "--within", "Norway"],
      /"only Sweden" and "only Norway" exclude each other/,
    ],
    [["predict", "x", "--concurrency", "0"], /GRATICULE_CONCURRENCY: expected an integer from 1/],
    [["dance"], /^graticule has no command "dance"\./],
  ])("2 for %j", async (args, message) => {
    const { exit, stderr, stdout } = await runInTerminal(args);
    expect(exit).toBe(EXIT.usage);
    expect(stderr).toMatch(message);
    expect(stdout).toBe("");
  });

  it("3 when the model cannot be opened", async () => {
    const openError = new GraticuleError("bundle_invalid", "There is no model bundle at /x.");
    const { exit, stderr } = await runInTerminal(["predict", at("one.jpg")], { openError });
    expect([exit, stderr]).toEqual([EXIT.notReady, "There is no model bundle at /x.\n"]);
  });

  it("0 for --help and --version", async () => {
    expect((await runInTerminal(["--help"])).exit).toBe(EXIT.ok);
    expect((await runInTerminal(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("predict – flags and their environment twins", () => {
  it("the environment counts where the command line is silent", async () => {
    const env = { GRATICULE_FORMAT: "csv", GRATICULE_TOP_K: "7" };
    expect((await runInTerminal(["predict", at("one.jpg")], { env })).stdout).toMatch(/^file,/);
    expect(
      (await runInTerminal(["predict", at("one.jpg"), "--format", "json"], { env })).stdout,
    ).toMatch(/^\{/);
    expect((await runInTerminal(["predict", "x"], { env: { GRATICULE_TOP_K: "no" } })).exit).toBe(
      EXIT.usage,
    );
  });

  it("--within takes a GeoJSON file", async () => {
    const run = await runInTerminal([
      "predict",
      at("one.jpg"),
      "--within",
      at("area.geojson"),
      "--within",
      "FR",
    ]);
    expect(run.exit).toBe(EXIT.ok);
  });
});
