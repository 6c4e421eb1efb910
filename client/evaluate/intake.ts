import { RVA_FORMAT } from "../../core/formats/rva-curve.ts";
import type { RunFiles } from "./messages.ts";

/** A file with the folders it came in, `runs/preview/summary.json`; its name alone where none are known. */
export interface GivenFile {
  readonly path: string;
  readonly file: File;
}

/** What a file can be for a run. */
export type FileKind =
  | "summary"
  | "per-image"
  | "predictions"
  /** Recall versus area of another tool. */
  | "curve"
  /** A table of positions by id: the true places, or points that were predicted. */
  | "table"
  /** Made from the others, nothing to read in it. */
  | "report"
  | "unknown";

/** Why some of the files are not used. */
export interface Fault {
  readonly title: string;
  readonly detail: string;
}

export interface Sorted {
  readonly runs: readonly RunFiles[];
  /** Predictions for which no true places came yet. */
  readonly unscored: readonly File[];
  /** True places that came without predictions. */
  readonly truth: File | null;
  /** Tables of which one has the true places, and only who gave them knows which. */
  readonly alike: readonly File[];
  /** Curves that are not of the runs themselves. */
  readonly curves: readonly File[];
  readonly faults: readonly Fault[];
}

export interface KnownFile extends GivenFile {
  readonly kind: FileKind;
}

const PREDICTED_COLUMNS = /pred|^h3$|^cell$|^rank$|^prob(ability)?$|^p$/i;
const TRUE_NAME =
  /truth|ground|places365|^(im2gps(3k)?|yfcc(4k|26k|25600))\b|(^|[^a-z])gt([^a-z]|$)/i;

/** What a file is, from its name and its first bytes. */
export function kindOf(path: string, head: string): FileKind {
  const name = baseName(path).toLowerCase();
  if (/^(report|comparison).*\.(html|md|tex)$/.test(name) || name === "comparison.json") {
    return "report";
  }
  if (/\.rva\.json$/.test(name)) return "curve";
  if (/\.json$/.test(name) && head.includes(`"${RVA_FORMAT}"`)) return "curve";
  if (/summary\.json$/.test(name)) return "summary";
  if (/\.json$/.test(name) && head.includes('"graticule-evaluation"')) return "summary";
  if (/\.(jsonl|ndjson)(\.gz)?$/.test(name)) return "predictions";
  if (/\.csv\.gz$/.test(name)) return "predictions";
  if (!/\.(csv|tsv|txt)$/.test(name)) return "unknown";
  const columns = head
    .replace(/^\uFEFF/, "")
    .split(/[\r\n]/, 1)[0]!
    // Semicolons and tabs are refused later, in words.
    .split(/[,;\t]/);
  const has = (column: string) => columns.some((known) => known.trim() === column);
  if (has("system") && (has("area_km2") || has("km"))) return "report";
  if (has("mass_before") || name.endsWith("per_image.csv")) return "per-image";
  if (columns.some((column) => PREDICTED_COLUMNS.test(column.trim()))) return "predictions";
  return columns.length > 1 ? "table" : "unknown";
}

/** What is left of earlier files. */
export type Waiting = Pick<Sorted, "unscored" | "truth" | "alike">;

/**
 * Puts files together into runs: those of one folder with a summary are a scored run, predictions are paired with a
 * table of true places, `before` among them if it was dropped earlier.
 */
export function sortFiles(files: readonly KnownFile[], before: Waiting): Sorted {
  const faults: Fault[] = [];
  const runs: RunFiles[] = [];
  const of = (kind: FileKind) => files.filter((given) => given.kind === kind);
  const taken = new Set<KnownFile>();

  for (const summary of of("summary")) {
    const perImage = of("per-image").filter((given) => stem(given) === stem(summary));
    const predictions = of("predictions").filter((given) => stem(given) === stem(summary));
    const twins = of("summary").filter((given) => stem(given) === stem(summary));
    if (twins.length > 1) {
      if (twins[0] === summary) faults.push(MIXED);
      for (const given of [...perImage, ...predictions]) taken.add(given);
      continue;
    }
    for (const given of [...perImage, ...predictions]) taken.add(given);
    runs.push({
      name: nameOf(summary),
      summary: summary.file,
      ...(perImage[0] && { perImage: perImage[0].file }),
      ...(predictions[0] && { predictions: predictions[0].file }),
    });
  }
  for (const { file } of of("per-image").filter((given) => !taken.has(given))) {
    faults.push({
      title: `${file.name} came without its summary`,
      detail: "Add the summary.json of the same folder too, or drop the whole folder.",
    });
  }
  // The folder of a run has its own curve too, which the run draws.
  const ofRuns = new Set(of("summary").map(folderOf));
  const curves = of("curve")
    .filter((given) => !ofRuns.has(folderOf(given)) || folderOf(given) === "")
    .map(({ file }) => file);
  const loose = of("predictions").filter((given) => !taken.has(given));
  const { truth, points, alike } = tellTablesApart(of("table").map(({ file }) => file));
  const unscored = [...before.unscored, ...loose.map(({ file }) => file), ...points];
  const place = truth ?? before.truth;
  const asked = alike.length > 0 ? alike : before.alike;
  const unknown = of("unknown");
  if (unknown.length > 0) faults.push(unknownFault(unknown));
  if (!place || unscored.length === 0) {
    return { runs, unscored, truth: place, alike: asked, curves, faults };
  }
  const scored = unscored.map(
    (predictions): RunFiles => ({
      name: withoutEnding(predictions.name),
      predictions,
      truth: place,
    }),
  );
  // The table stays: further predictions for the same set may come.
  return { runs: [...runs, ...scored], unscored: [], truth: place, alike: asked, curves, faults };
}

/** The answer to which of the tables that look alike has the true places: the others are points that were predicted. */
export function withTruth({ unscored, alike }: Waiting, truth: File): Sorted {
  const points = alike.filter((file) => file !== truth);
  const known = { path: truth.name, file: truth, kind: "table" } as const;
  return sortFiles([known], { unscored: [...unscored, ...points], truth: null, alike: [] });
}

/** Which table tells the true places, by its name; the others are points that were predicted. */
function tellTablesApart(
  tables: readonly File[],
): Pick<Sorted, "truth" | "alike"> & { readonly points: readonly File[] } {
  if (tables.length < 2) return { truth: tables[0] ?? null, points: [], alike: [] };
  const [named, ...others] = tables.filter(({ name }) => TRUE_NAME.test(name));
  if (!named || others.length > 0) return { truth: null, points: [], alike: tables };
  return { truth: named, points: tables.filter((file) => file !== named), alike: [] };
}

const MIXED: Fault = {
  title: "Files of several runs came without their folders",
  detail:
    "It cannot be told which belong together. Drop the folders themselves, or one run after the other.",
};

function unknownFault(files: readonly KnownFile[]): Fault {
  const names = files.slice(0, 3).map(({ file }) => file.name);
  const more = files.length > 3 ? ` and ${files.length - 3} more` : "";
  return {
    title: `${names.join(", ")}${more} ${files.length === 1 ? "is" : "are"} not of a run`,
    detail:
      "Wanted are a run's summary.json, per_image.csv and predictions.jsonl; or predictions (.jsonl, .csv) with a CSV of the true places (id,lat,lon); a curve of another tool (.rva.json); and the photos themselves, to be seen beside their scores.",
  };
}

/** Folder and what stands before the usual name: what the files of one run share. */
function stem({ path }: GivenFile): string {
  return path.replace(
    /(summary\.json|per_image\.csv|predictions\.(jsonl|ndjson|csv)(\.gz)?)$/i,
    "",
  );
}

function folderOf({ path }: GivenFile): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

function nameOf(given: GivenFile): string {
  const folders = stem(given).split("/").filter(Boolean);
  return folders.at(-1)?.replace(/[-_. ]+$/, "") || "run";
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function withoutEnding(name: string): string {
  return name.replace(/\.gz$/i, "").replace(/\.\w+$/, "");
}
