import { access } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { readBasemap } from "../basemap/basemap.ts";
import { BasemapError, withoutKey } from "../basemap/fault.ts";
import { readEnsemble } from "../evidence/ensemble.ts";
import { PROJECT_FOLDER } from "../files/project-folder.ts";
import { verifyGeodata } from "../geodata/manifest.ts";
import { readBundle, verifyBundle } from "../model/bundle.ts";
import { offeredProviders } from "../model/session.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import { encoderName } from "../retrieval/encoder-name.ts";
import { openIndex } from "../retrieval/index-file.ts";
import { type Config, ConfigError, readConfig } from "../settings/config.ts";
import { bundleFolder, indexFile } from "../settings/folders.ts";
import { checkReason } from "./doctor-reason.ts";
import { checkFolder, checkGames } from "./doctor-storage.ts";
import type { Finding } from "./finding.ts";
import { print, type Terminal } from "./terminal.ts";

/** The oldest Node.js that is tested, as in package.json. */
const OLDEST_NODE = [20, 20] as const;

/** `doctor`: checks what the service needs and says what to do. Answers 3 when something is wrong. */
export async function doctor(terminal: Terminal): Promise<ExitCode> {
  const { config, finding } = checkConfig(terminal);
  const findings = [
    checkNode(),
    finding,
    ...(await Promise.all([
      checkNative("image decoder (sharp)", () => import("../photo/codec.ts")),
      checkNative("model runtime (onnxruntime-node)", offeredProviders),
      checkGeodata(),
      checkPage(),
      ...(config
        ? [
            checkBundle(config),
            ...(config.index === null ? [] : [checkIndex(config, config.index)]),
            checkFolder(
              "cache",
              "GRATICULE_CACHE",
              config.cache,
              "each start makes the cell index anew",
            ),
            checkFolder("data", "GRATICULE_DATA", config.data, "no games are kept"),
            ...(config.play ? [checkGames(config)] : []),
            checkBasemap(config),
            checkPort(config),
          ]
        : []),
    ])),
    ...(config ? await checkReason(config, terminal.signal) : []),
  ];
  for (const { name, detail, remedy } of findings) {
    await print(terminal, `${remedy === null ? "ok  " : "FAIL"}  ${name}: ${detail}\n`);
    if (remedy !== null) await print(terminal, `      ${remedy}\n`);
  }
  const faults = findings.filter(({ remedy }) => remedy !== null).length;
  await print(terminal, faults === 0 ? "All is well.\n" : `${faults} fault(s).\n`);
  return faults === 0 ? EXIT.ok : EXIT.notReady;
}

function checkNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const isEnough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return {
    name: "Node.js",
    detail: process.versions.node,
    remedy: isEnough ? null : `Install Node.js ${OLDEST_NODE.join(".")} or newer.`,
  };
}

function checkConfig({ env }: Terminal): { config: Config | null; finding: Finding } {
  const name = "configuration";
  try {
    return { config: readConfig(env), finding: { name, detail: "understood", remedy: null } };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const detail = error.problems.join("; ");
    return { config: null, finding: { name, detail, remedy: "Correct these variables." } };
  }
}

async function checkNative(name: string, load: () => Promise<unknown>): Promise<Finding> {
  try {
    await load();
    return { name, detail: "loads", remedy: null };
  } catch (error) {
    const remedy = `Run \`npm ci\` on this machine (${process.platform} ${process.arch}): its native part is missing.`;
    return { name, detail: (error as Error).message.split("\n")[0]!, remedy };
  }
}

async function checkBundle(config: Config): Promise<Finding> {
  const folder = bundleFolder(config);
  const name = `model bundle ${folder}`;
  const remedy = "Restore the bundle, or choose another with GRATICULE_BUNDLE.";
  try {
    // Of an ensemble, the bundle that it stands on.
    const faults = await verifyBundle((await readEnsemble(folder))?.baseFolder ?? folder);
    if (faults.length === 0) return { name, detail: "files have their checksums", remedy: null };
    const detail = faults.map(({ pointer, detail }) => `${pointer} ${detail}`).join("; ");
    return { name, detail, remedy };
  } catch (error) {
    return { name, detail: (error as Error).message, remedy };
  }
}

async function checkIndex(config: Config, named: string): Promise<Finding> {
  const file = indexFile(named, config);
  const name = `reference index ${file}`;
  try {
    const folder = bundleFolder(config);
    const base = (await readEnsemble(folder))?.baseFolder ?? folder;
    const { header } = await openIndex(file, encoderName(await readBundle(base)));
    return { name, detail: `${header.count} photos, ${header.licence}`, remedy: null };
  } catch (error) {
    const remedy =
      "Build it again with `graticule index build`, or choose another with GRATICULE_INDEX; until then nobody can ask for neighbours.";
    return { name, detail: (error as Error).message, remedy };
  }
}

async function checkGeodata(): Promise<Finding> {
  const name = "geodata";
  const remedy = "Restore them with `git checkout geodata/data`.";
  try {
    const faults = await verifyGeodata();
    if (faults.length === 0) return { name, detail: "files have their checksums", remedy: null };
    const detail = faults.map(({ pointer, detail }) => `${pointer} ${detail}`).join("; ");
    return { name, detail, remedy };
  } catch (error) {
    return { name, detail: (error as Error).message, remedy };
  }
}

async function checkPage(): Promise<Finding> {
  const name = "page";
  try {
    await access(join(PROJECT_FOLDER, "dist", "index.html"));
    return { name, detail: "built", remedy: null };
  } catch {
    return {
      name,
      detail: "not built",
      remedy: "Run `npm run build`; `npm start` does so by itself.",
    };
  }
}

async function checkBasemap({ basemap, mapStyle }: Config): Promise<Finding> {
  const named = basemap ?? mapStyle;
  const name = "base map";
  if (named === null) return { name, detail: "the built-in one", remedy: null };
  const where = /^https?:/i.test(named) ? withoutKey(named) : named;
  try {
    const { choice } = await readBasemap(named);
    const hosts = "hosts" in choice ? choice.hosts : [];
    const from = hosts.length === 0 ? "no other host" : hosts.join(", ");
    return {
      name,
      detail: `${where} can be read; visitors' browsers fetch from ${from}`,
      remedy: null,
    };
  } catch (error) {
    if (!(error instanceof BasemapError)) throw error;
    const remedy =
      "Correct it, or set GRATICULE_BASEMAP to another; until then the built-in map is shown.";
    return { name, detail: error.message, remedy };
  }
}

function checkPort({ port, host }: Config): Promise<Finding> {
  const name = `port ${port} on ${host}`;
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", (error) =>
      resolve({
        name,
        detail: error.message,
        remedy: "Stop what listens there (it may be this service), or set PORT.",
      }),
    );
    server.listen(port, host, () =>
      server.close(() => resolve({ name, detail: "free", remedy: null })),
    );
  });
}
