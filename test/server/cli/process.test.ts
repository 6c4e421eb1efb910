import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { PROJECT_FOLDER } from "../../../server/files/project-folder.ts";

// The real command in a process of its own: what only a whole process does.

const FIXTURES = fileURLToPath(new URL("../../fixtures", import.meta.url));

/** Runs a program whose user has an empty home folder; what it keeps goes to folders named for it. */
async function run(program: string, args: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), "graticule-process-"));
  const home = join(folder, "home");
  await mkdir(home);
  const { stdout, stderr } = await promisify(execFile)(program, args, {
    cwd: PROJECT_FOLDER,
    // Nothing of what is set here, and above all no place for caches.
    env: {
      PATH: process.env.PATH,
      HOME: home,
      GRATICULE_BUNDLE: join(FIXTURES, "bundle"),
      GRATICULE_CACHE: join(folder, "cache"),
      GRATICULE_DATA: join(folder, "data"),
      GRATICULE_THREADS: "1",
    },
    maxBuffer: 2 ** 28,
  });
  return { stdout, stderr, home: await readdir(home, { recursive: true }) };
}

/** Photos whose paths are this many characters long. */
async function deepPhotos(count: number, length: number): Promise<string[]> {
  let folder = await mkdtemp(join(tmpdir(), "graticule-deep-"));
  while (folder.length + 210 < length) folder = join(folder, "d".repeat(200));
  folder = join(folder, "d".repeat(length - folder.length - "/".length * 2 - "00.png".length));
  await mkdir(folder, { recursive: true });
  const files = Array.from({ length: count }, (_, i) =>
    join(folder, `${String(i).padStart(2, "0")}.png`),
  );
  for (const file of files) await copyFile(join(FIXTURES, "photos", "small.png"), file);
  return files;
}

describe("the command as a process", () => {
  it("answers 50 photos on a line of 150 kB, warns of nothing and leaves the home empty", async () => {
    const files = await deepPhotos(50, 3000);
    expect(files.join(" ").length).toBeGreaterThanOrEqual(150_000);
    const { stdout, stderr, home } = await run(process.execPath, [
      ...["bin/graticule.js", "predict"],
      "--quiet",
      "--max-cells=1",
      "--top-k=1",
      ...files,
    ]);
    const lines = stdout.trim().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { file: string }).file)).toEqual(files);
    expect(stderr).toBe("");
    expect(home).toEqual([]);
  });

  it("started by npm leaves no log of its command line either", async () => {
    const photo = join(FIXTURES, "photos", "small.png");
    const { stdout, stderr, home } = await run("npm", [
      ...["run", "-s", "graticule", "--", "predict", "--dry-run", photo],
    ]);
    expect([stdout, stderr]).toEqual([`${photo}\n`, ""]);
    // npm makes its folder, and puts nothing into it.
    expect(home.filter((name) => name !== ".npm")).toEqual([]);
  });
});
