import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { glob } from "tinyglobby";
import type { IndexHeader } from "../../core/retrieval/index-header.ts";
import { readBundle } from "../model/bundle.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import { encoderName } from "../retrieval/encoder-name.ts";
import { openIndex, readIndexHeader } from "../retrieval/index-file.ts";
import type { Config } from "../settings/config.ts";
import { bundleFolder, INDEX_ENDING, indexesFolder, indexFile } from "../settings/folders.ts";
import { print, type Terminal, toTable } from "./terminal.ts";
import { usage } from "./usage.ts";

/** `index list`: the indexes in the data folder. */
export async function listIndexes(
  config: Config,
  asJson: boolean,
  terminal: Terminal,
): Promise<ExitCode> {
  const listed = await Promise.all((await namesIn(config)).map((name) => describe(name, config)));
  if (asJson) {
    await print(terminal, `${JSON.stringify(listed)}\n`);
    return EXIT.ok;
  }
  const rows = listed.map(({ name, header, fault }) =>
    header
      ? [
          name,
          String(header.count),
          `${header.bundle.name} ${header.bundle.version}`,
          header.licence,
          header.origin,
        ]
      : [name, "-", "-", "-", `cannot be used: ${fault}`],
  );
  await print(terminal, toTable([["NAME", "PHOTOS", "BUNDLE", "LICENCE", "ORIGIN"], ...rows]));
  return EXIT.ok;
}

/** `index verify`: every byte of the named indexes, or of all. Answers 1 when one cannot be used. */
export async function verifyIndexes(
  names: readonly string[],
  config: Config,
  terminal: Terminal,
): Promise<ExitCode> {
  const wanted = encoderName(await readBundle(bundleFolder(config)));
  let failed = 0;
  for (const name of names.length === 0 ? await namesIn(config) : names) {
    try {
      const { header } = await openIndex(indexFile(name, config), null);
      const isOurs = header.bundle.encoder === wanted.encoder;
      const use = isOurs
        ? ""
        : `; of ${header.bundle.name} ${header.bundle.version}, which does not answer now`;
      await print(terminal, `ok    ${name}: ${header.count} photos${use}\n`);
    } catch (error) {
      failed += 1;
      await print(terminal, `FAIL  ${name}\n      ${(error as Error).message}\n`);
    }
  }
  return failed === 0 ? EXIT.ok : EXIT.someFailed;
}

/** `index remove`: deletes an index of the data folder. */
export async function removeIndex(
  name: string,
  config: Config,
  terminal: Terminal,
): Promise<ExitCode> {
  const names = await namesIn(config);
  // The name is that of a file here; a path would lead elsewhere.
  if (!names.includes(name)) {
    throw usage(
      `There is no index "${name}" in the data folder, expected one of: ${names.join(", ") || "(there is none)"}.`,
    );
  }
  await rm(indexFile(name, config));
  await print(terminal, `Removed ${name}.\n`);
  return EXIT.ok;
}

async function namesIn(config: Config): Promise<string[]> {
  const files = await glob(`*${INDEX_ENDING}`, { cwd: indexesFolder(config) }).catch(
    (): string[] => [],
  );
  return files.map((file) => basename(file, INDEX_ENDING)).sort();
}

async function describe(
  name: string,
  config: Config,
): Promise<{
  readonly name: string;
  readonly file: string;
  readonly header: IndexHeader | null;
  readonly fault: string | null;
}> {
  const file = join(indexesFolder(config), `${name}${INDEX_ENDING}`);
  try {
    return { name, file, header: await readIndexHeader(file), fault: null };
  } catch (error) {
    return { name, file, header: null, fault: (error as Error).message };
  }
}
