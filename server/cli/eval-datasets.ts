import { join } from "node:path";
import { DATASETS, type Dataset, faultOf, findDataset } from "../../core/eval/reading/datasets.ts";
import { fingerprintOf } from "../../core/eval/reading/fingerprint.ts";
import { readTruth } from "../../core/eval/reading/truth.ts";
import { fileError, parseGiven, writeWhole } from "../eval/files.ts";
import { datasetFile } from "../eval/truth-source.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import { type Config, readConfig } from "../settings/config.ts";
import { type GivenFlags, textOf } from "./eval-flags.ts";
import { complain, print, type Terminal, toTable } from "./terminal.ts";
import { usage } from "./usage.ts";

/** Where tables of truth are kept once fetched. */
export function datasetsFolder({ cache }: Pick<Config, "cache">): string {
  return join(cache, "datasets");
}

/** `eval datasets`: lists the public sets; of one of them fetches the truth, or checks a copy. */
export async function listDatasets(
  flags: GivenFlags,
  name: string | null,
  terminal: Terminal,
): Promise<ExitCode> {
  const config = readConfig(terminal.env);
  const chosen = name === null ? null : findDataset(name);
  if (name !== null && !chosen) {
    throw usage(
      `There is no public set "${name}"; there are ${DATASETS.map((set) => set.name).join(", ")}. Any table of id,lat,lon works with --truth.`,
    );
  }
  const copy = textOf(flags, "check");
  if ((flags.fetch === true || copy !== null) && !chosen) {
    throw usage(
      `Which set? \`graticule eval datasets im2gps3k ${copy === null ? "--fetch" : "--check FILE"}\``,
    );
  }
  if (chosen && flags.fetch === true) return fetchTruth(chosen, config, terminal);
  if (chosen && copy !== null) return checkCopy(chosen, copy, terminal);
  const sets = chosen ? [chosen] : DATASETS;
  if (flags.json === true) {
    await print(terminal, `${JSON.stringify(sets)}\n`);
    return EXIT.ok;
  }
  const rows = sets.map((set) => [set.name, set.photos.toLocaleString("en-US"), set.columns]);
  await print(terminal, toTable([["NAME", "PHOTOS", "COLUMNS OF THE TRUTH"], ...rows]));
  for (const set of sets) {
    await print(
      terminal,
      `\n${set.title}\n  photos  ${set.photosAt}\n  truth   ${set.truthUrl}\n  check   ids and positions have the SHA-256 ${set.fingerprint}\n  note    ${set.notes}\n`,
    );
  }
  await print(
    terminal,
    "\nBesides these: any CSV of id (or file), lat, lon with --truth; any folder of photos with EXIF positions with --truth exif.\n",
  );
  return EXIT.ok;
}

async function checkCopy(dataset: Dataset, file: string, terminal: Terminal): Promise<ExitCode> {
  const { rows } = await parseGiven(file, dataset.columns, readTruth);
  const fault = faultOf(dataset, await fingerprintOf(rows), rows.length);
  await print(
    terminal,
    fault === null
      ? `ok    ${file}: ${rows.length} rows, ids and positions as in ${dataset.title}\n`
      : `FAIL  ${file}: ${fault}\n`,
  );
  return fault === null ? EXIT.ok : EXIT.someFailed;
}

/** A table of 25,600 rows with 365 scene columns has about 100 MB. */
const MOST_BYTES = 200e6;

async function fetchTruth(dataset: Dataset, config: Config, terminal: Terminal): Promise<ExitCode> {
  const url = terminal.env.GRATICULE_EVAL_TRUTH_URL || dataset.truthUrl;
  const file = datasetFile(datasetsFolder(config), dataset.name);
  complain(terminal, `Fetching ${url}`);
  const text = await download(url, terminal.signal);
  const { rows } = parseFetched(url, text);
  const fault = faultOf(dataset, await fingerprintOf(rows), rows.length);
  if (fault !== null) {
    throw fileError(url, `${fault}. Nothing was kept; give another copy with --truth.`);
  }
  await writeWhole(file, text);
  await print(terminal, `${file}\n`);
  return EXIT.ok;
}

function parseFetched(url: string, text: string) {
  try {
    return readTruth(text);
  } catch (cause) {
    throw fileError(url, (cause as Error).message, cause);
  }
}

async function download(url: string, signal: AbortSignal): Promise<string> {
  try {
    const response = await fetch(url, { signal });
    if (!response.ok) throw new Error(`the server answers ${response.status}`);
    if (Number(response.headers.get("content-length") ?? 0) > MOST_BYTES) {
      throw new Error("it is larger than any table of truth");
    }
    return await response.text();
  } catch (cause) {
    const reason = (cause as Error).cause ?? cause;
    throw fileError(
      url,
      `cannot be fetched (${(reason as Error).message}). Without network, give a copy with --truth.`,
      cause,
    );
  }
}
