import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { PROJECT_FOLDER } from "../../server/files/project-folder.ts";

interface Compiler {
  compileProgram(options?: { readonly project?: string }): Promise<URL>;
}

const { compileProgram }: Compiler = await import(
  pathToFileURL(join(PROJECT_FOLDER, "bin", "compile.js")).href
);

/** A project of two files, one of which loads the other late. */
async function makeProject(): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), "graticule-compile-"));
  await mkdir(join(project, "core"));
  await mkdir(join(project, "server"));
  await writeFile(join(project, "package.json"), '{ "type": "module" }');
  await writeFile(join(project, "core/a.ts"), "export const two: number = 1 + 1;\n");
  await writeFile(
    join(project, "server/cli.ts"),
    'export const two = async () => (await import("../core/a.ts")).two;\n',
  );
  return project;
}

describe("compileProgram", () => {
  it("makes JavaScript of the sources once, and again when one of them changes", async () => {
    const project = await makeProject();
    const first = await compileProgram({ project });
    const { two } = await import(new URL("server/cli.js", first).href);
    expect(await two()).toBe(2);
    expect((await compileProgram({ project })).href).toBe(first.href);

    await writeFile(join(project, "core/a.ts"), "export const two: number = 3;\n");
    const second = await compileProgram({ project });
    expect(second.href).not.toBe(first.href);
    expect(await readFile(new URL("core/a.js", second), "utf8")).toContain("3");
  });

  it("lies in the project alone, whole, however many begin at once", async () => {
    const project = await makeProject();
    const all = await Promise.all([1, 2, 3, 4].map(() => compileProgram({ project })));
    expect(new Set(all.map(({ href }) => href)).size).toBe(1);
    expect(fileURLToPath(all[0]!).startsWith(join(project, "compiled"))).toBe(true);
    expect(await readdir(join(project, "compiled"))).toHaveLength(1);
  });

  it("removes what was compiled long ago, and nothing newer", async () => {
    const project = await makeProject();
    const [old, young] = ["old", "young"].map((name) => join(project, "compiled", name));
    await mkdir(old!, { recursive: true });
    await mkdir(young!);
    await utimes(old!, 0, 0);
    await compileProgram({ project });
    expect(await readdir(join(project, "compiled"))).toContain("young");
    expect(await readdir(join(project, "compiled"))).not.toContain("old");
  });

  it.skipIf(process.platform !== "linux")(
    "says what to do where nothing can be written",
    async () => {
      const project = await makeProject();
      await symlink("/sys", join(project, "compiled"));
      await expect(compileProgram({ project })).rejects.toThrow(
        /cannot be written \((EPERM|EACCES|EROFS)\)\. Run `graticule --version` once as the user who/,
      );
    },
  );
});

describe("bin/graticule.js", () => {
  /** Says at the end how much processor time it took: others may work on the machine, so that the clock says little. */
  const tellTime =
    "data:text/javascript,process.on('exit',()=>console.error(JSON.stringify(process.cpuUsage())))";
  const run = (args: readonly string[]) =>
    promisify(execFile)(
      process.execPath,
      ["--import", tellTime, join(PROJECT_FOLDER, "bin/graticule.js"), ...args],
      { cwd: tmpdir() },
    );

  it("runs from any folder, and takes under 0.5 s of a processor to tell its version", async () => {
    await run(["--version"]);
    const { stdout, stderr } = await run(["--version"]);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const { user, system } = JSON.parse(stderr) as NodeJS.CpuUsage;
    expect((user + system) / 1e6).toBeLessThan(0.5);
  });
});
