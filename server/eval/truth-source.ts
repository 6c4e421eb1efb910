import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as z from "zod";
import { GraticuleError } from "../../core/contracts/errors.ts";
import type { Benchmark } from "../../core/eval/benchmarks/benchmark.ts";
import { faultOfOwn, readOwnSet } from "../../core/eval/benchmarks/own-set.ts";
import { benchmarkOf, faultOf, findBenchmark } from "../../core/eval/benchmarks/registry.ts";
import { type DatasetFacts, describeSet } from "../../core/eval/reading/dataset-facts.ts";
import { fingerprintOf, idsDigestOf } from "../../core/eval/reading/fingerprint.ts";
import { compareIds } from "../../core/eval/reading/ids.ts";
import { differenceOf } from "../../core/eval/reading/table-difference.ts";
import { readTruth, type Truth, type TruthSet } from "../../core/eval/reading/truth.ts";
import { readLines } from "../files/lines.ts";
import { fileError, parseGiven } from "./files.ts";

/** A truth set with what is said of it in reports. */
export interface NamedTruth {
  readonly set: TruthSet;
  readonly facts: DatasetFacts;
  readonly warnings: readonly string[];
}

/** How the command line names a set: a public name, a table, or both. */
export interface TruthRequest {
  readonly dataset: string | null;
  /** A CSV, or `exif` for the positions that the photos themselves carry. */
  readonly truth: string | null;
  readonly predictions: string | null;
  /** Where `eval sets --fetch` keeps tables. */
  readonly datasetsFolder: string;
}

/** Where the table of a public set is kept. */
export function datasetFile(folder: string, name: string): string {
  return join(folder, `${name}.csv`);
}

/** Reads the truth that a command line names, checks it against the set it claims to be, and describes it. */
export async function openTruth(request: TruthRequest): Promise<NamedTruth> {
  const { dataset, truth } = request;
  if (dataset !== null && /\.json$/i.test(dataset)) return openOwnSet(dataset, request);
  const known = dataset === null ? null : findBenchmark(dataset);
  if (dataset !== null && !known && truth === null) {
    throw new GraticuleError(
      "parameter_invalid",
      `--dataset: there is no public set "${dataset}"; \`graticule eval sets\` lists them, --truth names any table.`,
    );
  }
  if (truth === null && !known) {
    throw new GraticuleError(
      "parameter_invalid",
      "Which photos were taken where? Name a public set with --dataset or a table with --truth.",
    );
  }
  if (truth === null && known!.truthUrl === null) {
    throw new GraticuleError(
      "parameter_invalid",
      `--dataset: ${known!.title} has no table that can be fetched; name yours with --truth.`,
    );
  }
  const isExif = truth === "exif";
  const file = truth ?? datasetFile(request.datasetsFolder, known!.name);
  const set = isExif
    ? await readExifTruth(request.predictions)
    : await parseGiven(file, truthHelp(known?.name ?? null), readTruth);
  const fingerprint = await fingerprintOf(set.rows);
  const warnings = known ? await checkAgainst(known, file, set, fingerprint, request) : [];
  return { set, warnings, facts: factsOf(dataset, file, isExif, set.rows, fingerprint) };
}

/** What is to be said of a table beside the public set that it should be; throws where it is another's, or exchanged. */
async function checkAgainst(
  known: Benchmark,
  file: string,
  { rows }: TruthSet,
  fingerprint: string,
  { datasetsFolder }: TruthRequest,
): Promise<string[]> {
  const other = benchmarkOf(fingerprint);
  if (other && other !== known) {
    throw fileError(
      file,
      `it is the table of ${other.title}, --dataset says ${known.name}; one of the two is wrong.`,
    );
  }
  const ids = await idsDigestOf(rows);
  const fault = faultOf(known, { rows: rows.length, fingerprint, ids });
  if (fingerprint === known.checks?.swapped) throw fileError(file, `${fault}.`);
  if (fault === null) return [];
  // Where the set's own table was fetched before, the photos can be named.
  const fetched = datasetFile(datasetsFolder, known.name);
  const reference = file === fetched ? null : await readFile(fetched, "utf8").catch(() => null);
  const difference = reference === null ? null : differenceOf(rows, readTruth(reference).rows);
  return [`${file}: ${fault}.${difference === null ? "" : ` Of ${known.title} ${difference}.`}`];
}

/** A set of one's own, described by a file; its table lies beside that unless another is named. */
async function openOwnSet(file: string, request: TruthRequest): Promise<NamedTruth> {
  const own = await parseGiven(file, "the description of a set", readOwnSet);
  const table = request.truth ?? join(dirname(file), own.truth);
  const set = await parseGiven(table, truthHelp(null), readTruth);
  const fingerprint = await fingerprintOf(set.rows);
  const fault = faultOfOwn(own, set.rows.length, fingerprint);
  const name = fault === null ? own.name : `${own.name}, altered`;
  return {
    set,
    warnings: fault === null ? [] : [`${table}: ${fault}.`],
    facts: describeSet(name, set.rows, fingerprint),
  };
}

function factsOf(
  dataset: string | null,
  file: string,
  isExif: boolean,
  rows: readonly Truth[],
  fingerprint: string,
): DatasetFacts {
  const known = findBenchmark(dataset ?? "");
  const given = isExif
    ? "photos with EXIF positions"
    : file.replace(/^.*[\\/]/, "").replace(/\.csv$/i, "");
  return describeSet(nameOf(), rows, fingerprint);

  function nameOf(): string {
    const public_ = benchmarkOf(fingerprint);
    if (public_) return public_.name;
    if (!known) return dataset ?? given;
    const isWhole = known.checks === null && (known.photos ?? rows.length) === rows.length;
    return isWhole ? known.name : `${known.name}, altered`;
  }
}

function truthHelp(dataset: string | null): string {
  const columns = "a CSV with the columns id (or IMG_ID, file), lat, lon";
  if (dataset === null) return columns;
  return `${columns}. Get it with \`graticule eval sets ${dataset} --fetch\`, or name your copy with --truth`;
}

/** The positions that cameras wrote into the photos, as the predictions repeat them. */
async function readExifTruth(predictions: string | null): Promise<TruthSet> {
  if (predictions === null) {
    throw new GraticuleError("parameter_invalid", "--truth exif needs predictions of the photos.");
  }
  const rows = new Map<string, Truth>();
  for await (const { text } of readLines(predictions)) {
    const position = positionOf(text);
    if (position && !rows.has(position.id)) rows.set(position.id, position);
  }
  if (rows.size === 0) {
    throw fileError(predictions, "no photo in it carries an EXIF position; give --truth a table.");
  }
  const sorted = [...rows.values()].sort((a, b) => compareIds(a.id, b.id));
  return { rows: sorted, duplicates: [], contradictions: [], clusteredBy: null };
}

/** A document with the position that the camera wrote; anything else has none. */
const WithExifSchema = z.object({
  id: z.string().optional(),
  file: z.string().optional(),
  image: z.object({ exif: z.object({ lat: z.number(), lng: z.number() }) }),
});

function positionOf(line: string): Truth | null {
  const document = WithExifSchema.safeParse(parsed(line));
  if (!document.success) return null;
  const { id = document.data.file, image } = document.data;
  if (id === undefined) return null;
  const { lat, lng } = image.exif;
  return { id, at: [lng, lat], country: null, scene: null, cluster: null };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
