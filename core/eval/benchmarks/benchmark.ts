/** A public test set: what its table of truth looks like, where things are had, what is wrong with copies, and what others reached on it. */
export interface Benchmark {
  readonly name: string;
  /** Other names that files and papers give it. */
  readonly aliases: readonly string[];
  readonly title: string;
  /** Photos with a true place; null where public sources do not agree. */
  readonly photos: number | null;
  /** Columns of the table of truth, which other copies may have under other names (core/eval/reading/truth.ts). */
  readonly columns: string;
  /** How the set is used: crops, denominators, measures. */
  readonly protocol: string;
  readonly licence: string;
  /** Where the table of truth can be fetched from, as its repository names it; null where there is none, or it asks for more than a click. */
  readonly truthUrl: string | null;
  /** Where the photos are, as named in public; they are fetched by hand, since hosts ask for a click. */
  readonly photosAt: string;
  /** What the rows are known by; null where we never had the table. */
  readonly checks: BenchmarkChecks | null;
  /** Faults that copies of the table or of the photos are known to have, and what is odd about the set. */
  readonly knownFaults: readonly string[];
  readonly published: readonly PublishedRow[];
  /** Recall versus area that others reached, where values are known; few are. */
  readonly curves: readonly PublishedCurve[];
}

/** Points of somebody's curve: never measured by this code. */
export interface PublishedCurve {
  readonly system: string;
  /** km2, rising. */
  readonly areas: readonly number[];
  /** Percent of the photos, one an area. */
  readonly percent: readonly number[];
  readonly source: PublishedSource;
  readonly from: string;
}

/** Areas that reference values are known at, km2. */
const TABLED_KM2 = [1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8] as const;

/** A curve known at powers of ten from 10 km2 on. */
export function recomputedCurve(
  system: string,
  percent: readonly number[],
  from: string,
): PublishedCurve {
  return { system, areas: TABLED_KM2, percent, source: "recomputed", from };
}

export interface BenchmarkChecks {
  /** `fingerprintOf` the rows: SHA-256 over sorted ids, positions and countries. */
  readonly fingerprint: string;
  /** The same with latitude and longitude exchanged: the known fault of copies. */
  readonly swapped: string;
  /** SHA-256 over the sorted ids alone, a line each. */
  readonly ids: string;
  readonly distinctPlaces: number;
  /** Photographers, where ids name them. */
  readonly photographers: number | null;
  /** Photos that public copies hold without a row of truth. */
  readonly withoutTruth: readonly string[];
}

/** Where a published row comes from. */
export type PublishedSource =
  /** Read in the named authors' own code, README or paper. */
  | "confirmed"
  /** Recomputed from the authors' per-photo results. */
  | "recomputed"
  /** Copied from a third party's list of paper numbers. */
  | "survey"
  /** Read in the paper's abstract or a summary of it alone. */
  | "abstract"
  /** Widely quoted; we have not found the primary source. */
  | "unconfirmed";

/** Percent of photos within 1, 25, 200, 750 and 2500 km; null where not reported. */
export type Thresholds = readonly [
  number | null,
  number | null,
  number | null,
  number | null,
  number | null,
];

/** A row of another system, as its authors report it: never measured by this code. */
export interface PublishedRow {
  readonly method: string;
  readonly percent: Thresholds;
  readonly source: PublishedSource;
  /** Where it was read. */
  readonly from: string;
  /** Figures beside the distances, as the source has them: GeoScore, mean km, per cent of countries. */
  readonly others?: Readonly<Record<string, number>>;
}

const SURVEY = "the list Awesome-Worldwide-Image-Geolocalization";

type Others = PublishedRow["others"];

function row(
  source: PublishedSource,
  method: string,
  percent: Thresholds,
  from: string,
  others?: Others,
) {
  return { method, percent, source, from, ...(others && { others }) };
}

export function confirmed(
  method: string,
  percent: Thresholds,
  from = "a paper or its code",
  others?: Others,
): PublishedRow {
  return row("confirmed", method, percent, from, others);
}

export function recomputed(method: string, percent: Thresholds, from: string): PublishedRow {
  return row("recomputed", method, percent, from);
}

export function surveyed(method: string, percent: Thresholds, from = SURVEY): PublishedRow {
  return row("survey", method, percent, from);
}

export function abstracted(method: string, percent: Thresholds, from: string): PublishedRow {
  return row("abstract", method, percent, from);
}

export function unconfirmed(method: string, percent: Thresholds, others?: Others): PublishedRow {
  return row("unconfirmed", method, percent, "primary source not found", others);
}
