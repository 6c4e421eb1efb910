import { basename, dirname } from "node:path";
import { type ListedBundle, listBundles, verifyBundle } from "../model/bundle.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import type { Config } from "../settings/config.ts";
import { bundleFolder, modelFolders } from "../settings/folders.ts";
import { complain, print, type Terminal, toTable } from "./terminal.ts";

/** `models list`: the bundles in the folder, the one that answers marked. */
export async function listModels(
  config: Config,
  asJson: boolean,
  terminal: Terminal,
): Promise<ExitCode> {
  const listed = await findBundles(config, terminal);
  if (!listed) return EXIT.notReady;
  const selected = bundleFolder(config);
  const described = listed.map((bundle) => describe(bundle, selected));
  if (asJson) {
    await print(terminal, `${JSON.stringify(described)}\n`);
    return EXIT.ok;
  }
  const rows = described.map((model) => [
    model.selected ? "*" : " ",
    model.name,
    model.version ?? "-",
    model.bytes === null ? "-" : `${(model.bytes / 1e6).toFixed(1)} MB`,
    model.fault === null ? (model.summary ?? "") : `cannot be used: ${model.fault.split("\n")[0]}`,
  ]);
  await print(terminal, toTable([[" ", "NAME", "VERSION", "SIZE", "SUMMARY"], ...rows]));
  return EXIT.ok;
}

/** `models verify`: sizes and checksums of the named bundles, or of all. */
export async function verifyModels(
  names: readonly string[],
  config: Config,
  terminal: Terminal,
): Promise<ExitCode> {
  const listed = await findBundles(config, terminal);
  if (!listed) return EXIT.notReady;
  const known = listed.map(({ folder }) => folder);
  const folders =
    names.length === 0 ? known : names.map((bundle) => bundleFolder({ ...config, bundle }));
  let failed = 0;
  for (const folder of folders) {
    const faults = await verify(folder);
    await print(terminal, `${faults.length === 0 ? "ok  " : "FAIL"}  ${basename(folder)}\n`);
    for (const fault of faults) await print(terminal, `      ${fault}\n`);
    if (faults.length > 0) failed += 1;
  }
  return failed === 0 ? EXIT.ok : EXIT.someFailed;
}

async function verify(folder: string): Promise<string[]> {
  try {
    return (await verifyBundle(folder)).map(({ pointer, detail }) => `${pointer} ${detail}`);
  } catch (error) {
    return [(error as Error).message];
  }
}

/**
 * The bundles that come with the program, those installed, and the one that answers, which may lie elsewhere; null when
 * there is no folder of models.
 */
async function findBundles(config: Config, terminal: Terminal): Promise<ListedBundle[] | null> {
  const [shipped, installed] = modelFolders(config) as [string, string];
  try {
    const listed = [
      ...(await listBundles(shipped)),
      // There is none before the first was installed.
      ...(await listBundles(installed).catch(() => [])),
    ];
    const selected = bundleFolder(config);
    if (listed.some(({ folder }) => folder === selected)) return listed;
    const beside = await listBundles(dirname(selected)).catch(() => []);
    return [...listed, ...beside.filter(({ folder }) => folder === selected)];
  } catch (error) {
    complain(
      terminal,
      `The folder of models ${shipped} cannot be read (${(error as Error).message}). Set GRATICULE_MODELS.`,
    );
    return null;
  }
}

function describe({ folder, manifest, fault }: ListedBundle, selected: string) {
  const sizes = manifest && Object.values(manifest.files);
  return {
    name: manifest?.name ?? basename(folder),
    folder,
    version: manifest?.version ?? null,
    licence: manifest?.licence ?? null,
    summary: manifest?.summary ?? null,
    bytes: sizes?.reduce((sum, { bytes }) => sum + bytes, 0) ?? null,
    selected: folder === selected,
    fault,
  };
}
