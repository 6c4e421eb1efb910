import { join } from "node:path";
import type { Benchmark } from "../../core/eval/benchmarks/benchmark.ts";
import { sourceOf } from "../../core/eval/benchmarks/published.ts";
import { BENCHMARKS, faultOf, findBenchmark } from "../../core/eval/benchmarks/registry.ts";
import { fingerprintOf, idsDigestOf } from "../../core/eval/reading/fingerprint.ts";
import { readTruth, type TruthSet } from "../../core/eval/reading/truth.ts";
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

/** `eval sets`: lists the public sets; of one of them shows all that is known, fetches the truth, or checks a copy. */
export async function listSets(
  flags: GivenFlags,
  name: string | null,
  terminal: Terminal,
): Promise<ExitCode> {
  const config = readConfig(terminal.env);
  const chosen = name === null ? null : findBenchmark(name);
  if (name !== null && !chosen) {
    throw usage(
      `There is no public set "${name}"; there are ${BENCHMARKS.map((set) => set.name).join(", ")}. Any table of id,lat,lon works with --truth.`,
    );
  }
  const copy = textOf(flags, "check");
  if ((flags.fetch === true || copy !== null) && !chosen) {
    throw usage(
      `Which set? \`graticule eval sets im2gps3k ${copy === null ? "--fetch" : "--check FILE"}\``,
    );
  }
  if (chosen && flags.fetch === true) return fetchTruth(chosen, config, terminal);
  if (chosen && copy !== null) return checkCopy(chosen, copy, terminal);
  if (flags.json === true) {
    await print(terminal, `${JSON.stringify(chosen ? [chosen] : BENCHMARKS)}\n`);
    return EXIT.ok;
  }
  await (chosen ? show(chosen, terminal) : list(terminal));
  return EXIT.ok;
}

async function list(terminal: Terminal): Promise<void> {
  const rows = BENCHMARKS.map((set) => [
    set.name,
    set.photos?.toLocaleString("en-US") ?? "?",
    set.truthUrl === null ? "your copy" : "--fetch",
    String(set.published.length),
  ]);
  const head = ["NAME", "PHOTOS", "TABLE OF TRUTH", "PUBLISHED ROWS"];
  await print(terminal, toTable([head, ...rows]));
  await print(
    terminal,
    "\n`graticule eval sets NAME` shows one: columns, protocol, licence, known faults, published rows.\nBesides these: any CSV of id (or file), lat, lon with --truth; any folder of photos with EXIF positions with --truth exif; a set of your own described in a .json with --set.\n",
  );
}

async function show(set: Benchmark, terminal: Terminal): Promise<void> {
  const { checks } = set;
  const lines: [string, string][] = [
    ["photos", set.photos?.toLocaleString("en-US") ?? "not known for certain"],
    ["get", set.photosAt],
    ["truth", set.truthUrl ?? "no table that can be fetched; name yours with --truth"],
    ["columns", set.columns],
    ["protocol", set.protocol],
    ["licence", set.licence],
  ];
  if (checks) {
    const { distinctPlaces, photographers, withoutTruth, fingerprint } = checks;
    const by = photographers === null ? "" : `, ${photographers} photographers`;
    lines.push(["check", `ids and positions have the SHA-256 ${fingerprint}`]);
    lines.push(["places", `${distinctPlaces.toLocaleString("en-US")} distinct ones${by}`]);
    if (withoutTruth.length > 0) lines.push(["no truth", withoutTruth.join(", ")]);
  }
  lines.push(...set.knownFaults.map((fault): [string, string] => ["beware", fault]));
  const facts = lines.map(([what, text]) => `  ${what.padEnd(9)} ${text}\n`).join("");
  await print(terminal, `${set.title} (${[set.name, ...set.aliases].join(", ")})\n${facts}\n`);
  const rows = set.published.map((row) => [
    row.method,
    ...row.percent.map((value) => value?.toFixed(1) ?? "-"),
    [
      sourceOf(row),
      ...Object.entries(row.others ?? {}).map(([what, value]) => `${what} ${value}`),
    ].join("; "),
  ]);
  const head = ["PUBLISHED, NOT MEASURED HERE", "1 KM", "25", "200", "750", "2500", "SOURCE"];
  await print(terminal, toTable([head, ...rows]));
}

async function checkCopy(set: Benchmark, file: string, terminal: Terminal): Promise<ExitCode> {
  const table = await parseGiven(file, set.columns, readTruth);
  const fault = await faultOfTable(set, table);
  await print(
    terminal,
    fault === null
      ? `ok    ${file}: ${table.rows.length} rows, ${set.checks ? "ids and positions as in" : "as many as in"} ${set.title}\n`
      : `FAIL  ${file}: ${fault}\n`,
  );
  return fault === null ? EXIT.ok : EXIT.someFailed;
}

/** A table of 25,600 rows with 365 scene columns has about 100 MB. */
const MOST_BYTES = 200e6;

async function fetchTruth(set: Benchmark, config: Config, terminal: Terminal): Promise<ExitCode> {
  const url = terminal.env.GRATICULE_EVAL_TRUTH_URL || set.truthUrl;
  if (url === null) {
    throw usage(
      `${set.title} has no table that can be fetched: ${set.photosAt}. Name yours with --truth.`,
    );
  }
  const file = datasetFile(datasetsFolder(config), set.name);
  complain(terminal, `Fetching ${url}`);
  const text = await download(url, terminal.signal);
  const fault = await faultOfTable(set, parseFetched(url, text));
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

async function faultOfTable(set: Benchmark, { rows }: TruthSet): Promise<string | null> {
  const [fingerprint, ids] = [await fingerprintOf(rows), await idsDigestOf(rows)];
  return faultOf(set, { rows: rows.length, fingerprint, ids });
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
