import { join } from "node:path";
import * as z from "zod";
import { GraticuleError } from "../../core/contracts/errors.ts";
import {
  type DatasetFacts,
  datasetOf,
  describeSet,
  faultOf,
  findDataset,
} from "../../core/eval/reading/datasets.ts";
import { fingerprintOf } from "../../core/eval/reading/fingerprint.ts";
import { compareIds } from "../../core/eval/reading/ids.ts";
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
  /** Where `eval datasets --fetch` keeps tables. */
  readonly datasetsFolder: string;
}

/** Where the table of a public set is kept. */
export function datasetFile(folder: string, name: string): string {
  return join(folder, `${name}.csv`);
}

/** Reads the truth that a command line names, checks it against the public set it claims to be, and describes it. */
export async function openTruth(request: TruthRequest): Promise<NamedTruth> {
  const known = request.dataset === null ? null : findDataset(request.dataset);
  if (request.dataset !== null && !known && request.truth === null) {
    throw new GraticuleError(
      "parameter_invalid",
      `--dataset: there is no public set "${request.dataset}"; \`graticule eval datasets\` lists them, --truth names any table.`,
    );
  }
  if (request.truth === null && !known) {
    throw new GraticuleError(
      "parameter_invalid",
      "Which photos were taken where? Name a public set with --dataset or a table with --truth.",
    );
  }
  const isExif = request.truth === "exif";
  const file = request.truth ?? datasetFile(request.datasetsFolder, known!.name);
  const set = isExif
    ? await readExifTruth(request.predictions)
    : await parseGiven(file, truthHelp(known?.name ?? null), readTruth);
  const fingerprint = await fingerprintOf(set.rows);
  const warnings: string[] = [];
  if (known) {
    const fault = faultOf(known, fingerprint, set.rows.length);
    const other = datasetOf(fingerprint);
    if (other && other !== known) {
      throw fileError(
        file,
        `it is the table of ${other.title}, --dataset says ${known.name}; one of the two is wrong.`,
      );
    }
    if (fingerprint === known.swappedFingerprint) throw fileError(file, `${fault}.`);
    if (fault !== null) warnings.push(`${file}: ${fault}.`);
  }
  return { set, warnings, facts: factsOf(request.dataset, file, isExif, set.rows, fingerprint) };
}

function factsOf(
  dataset: string | null,
  file: string,
  isExif: boolean,
  rows: readonly Truth[],
  fingerprint: string,
): DatasetFacts {
  const known = findDataset(dataset ?? "");
  const given = isExif
    ? "photos with EXIF positions"
    : file.replace(/^.*[\\/]/, "").replace(/\.csv$/i, "");
  const name =
    datasetOf(fingerprint)?.name ?? (known ? `${known.name}, altered` : (dataset ?? given));
  return describeSet(name, rows, fingerprint);
}

function truthHelp(dataset: string | null): string {
  const columns = "a CSV with the columns id (or IMG_ID, file), lat, lon";
  if (dataset === null) return columns;
  return `${columns}. Get it with \`graticule eval datasets ${dataset} --fetch\`, or name your copy with --truth`;
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
