import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const PROJECT = fileURLToPath(new URL("..", import.meta.url));
const HOUSES = ["core", "server"];
/** Part of the name of what is made, so that a change of how it is made makes it again. */
const METHOD = "oxc 1";
/** What was compiled longer ago is removed: a service that still runs from it has loaded what it needs. */
const KEPT_MS = 7 * 24 * 3600 * 1000;

class CompileError extends Error {
  name = "CompileError";
}

/**
 * The folder of the compiled program as a URL that ends with a slash. It is made if it is not there: under `compiled/`,
 * named for the content of the sources, and put in place by one rename, so that starts at the same time do not meet.
 *
 * @param {{ project?: string }} [options]
 * @returns {Promise<URL>}
 */
export async function compileProgram({ project = PROJECT } = {}) {
  const files = HOUSES.flatMap((house) => listFiles(project, house));
  const name = nameOf(project, files);
  const folder = join(project, "compiled", name);
  if (!existsSync(folder)) await compile(project, files, folder);
  return pathToFileURL(`${folder}/`);
}

/** Paths of sources, relative to the project. */
function listFiles(project, folder) {
  return readdirSync(join(project, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return listFiles(project, path);
      return /\.(ts|js)$/.test(entry.name) ? [path] : [];
    })
    .sort();
}

function nameOf(project, files) {
  const hash = createHash("sha256").update(METHOD);
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(join(project, file)));
  return hash.digest("hex").slice(0, 16);
}

async function compile(project, files, folder) {
  const unfinished = `${folder}.${randomUUID()}`;
  try {
    await mkdir(dirname(folder), { recursive: true });
    // Only they who install the program may change what runs under their name.
    await mkdir(unfinished, { mode: 0o755 });
    await compileInto(project, files, unfinished);
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => {});
    // Another start was faster; what it made has the same content.
    if (existsSync(folder)) return;
    if (!["EACCES", "EPERM", "EROFS"].includes(error.code)) throw error;
    throw new CompileError(
      `Graticule is not compiled yet, and ${project} cannot be written (${error.code}). Run \`graticule --version\` once as the user who installed it.`,
      { cause: error },
    );
  }
  await removeOld(dirname(folder), folder);
}

async function compileInto(project, files, folder) {
  // Loaded only now: most starts compile nothing.
  const { transformWithOxc } = await import("vite");
  for (const file of files) {
    const target = join(folder, file.replace(/\.ts$/, ".js"));
    await mkdir(dirname(target), { recursive: true });
    if (file.endsWith(".js")) {
      await copyFile(join(project, file), target);
      continue;
    }
    const source = readFileSync(join(project, file), "utf8");
    const { code } = await transformWithOxc(source, file, {
      target: "node20",
      sourcemap: false,
      tsconfig: false,
      typescript: { rewriteImportExtensions: true },
    });
    await writeFile(target, code);
  }
}

async function removeOld(compiled, folder) {
  for (const name of await readdir(compiled)) {
    const other = join(compiled, name);
    if (other === folder) continue;
    const { mtimeMs } = await stat(other).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > KEPT_MS) await rm(other, { recursive: true, force: true });
  }
}
