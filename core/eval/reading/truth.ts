import { quote } from "../../contracts/quote.ts";
import { distanceKm, type LngLat } from "../../earth/lng-lat.ts";
import { COLUMNS, findColumn } from "./columns.ts";
import { compareIds, photographerOf } from "./ids.ts";
import { badTable, describeHeader, parseCsv, type Row, shorten, toNumber } from "./table.ts";

/** Scene labels of ISN's S3 scheme, by their number in the public files. */
export const SCENES = ["indoor", "natural", "urban"] as const;
export type Scene = (typeof SCENES)[number];

/** Where one photo of a set was taken, as far as the set says. */
export interface Truth {
  readonly id: string;
  /** Null where only the country is known. */
  readonly at: LngLat | null;
  /** ISO 3166-1 alpha-2, null where the set does not say. */
  readonly country: string | null;
  readonly scene: Scene | null;
  /** Photos of one cluster are not independent: one photographer, one panorama. Null: the photo stands alone. */
  readonly cluster: string | null;
}

export interface TruthSet {
  readonly rows: readonly Truth[];
  /** Ids that came again; the first row counts. */
  readonly duplicates: readonly string[];
  /** Those of them whose rows contradict each other, in words: which lines, and what they say. */
  readonly contradictions: readonly string[];
  /** What clusters are made of: a column's name, "photographer", or null. */
  readonly clusteredBy: string | null;
}

const COUNTRY_COLUMNS = ["country", "countrycode", "iso", "uniquecountry"];
const CLUSTER_COLUMNS = ["cluster", "group", "owner", "author", "photographer", "creatorusername"];

/** Rows whose faults are named in a message. */
const NAMED = 3;

/**
 * Reads a table of ground truth: an id and a position per row, or an id and a country. Rows sort by id.
 *
 * Throws `parameter_invalid` for missing columns, values out of range (and says when latitude and longitude look
 * swapped) and rows that say nothing.
 */
export function readTruth(text: string): TruthSet {
  const { header, rows } = parseCsv(text);
  const column = {
    id: findColumn(header, COLUMNS.id),
    lat: findColumn(header, COLUMNS.lat),
    lng: findColumn(header, COLUMNS.lng),
    country: findColumn(header, COUNTRY_COLUMNS),
    scene: findColumn(header, ["s3label"]),
    cluster: findColumn(header, CLUSTER_COLUMNS),
  };
  const hasPlace = (column.lat >= 0 && column.lng >= 0) || column.country >= 0;
  if (column.id < 0 || !hasPlace) {
    throw badTable(
      `${describeHeader(header)}. Expected an id, a latitude and a longitude (or a country): name the columns id,lat,lon`,
    );
  }
  const faults: string[] = [];
  const duplicates: string[] = [];
  const contradictions: string[] = [];
  const known = new Map<string, Truth>();
  const lines = new Map<string, number>();
  let outOfRange = 0;
  let fitSwapped = 0;
  for (const row of rows) {
    const id = row.fields[column.id] ?? "";
    const [lat, lng] = [toNumber(row.fields[column.lat]), toNumber(row.fields[column.lng])];
    const country = toCountry(textAt(row, column.country));
    const hasCountry = textAt(row, column.country) !== null;
    const isEmpty = !row.fields[column.lat] && !row.fields[column.lng];
    if (id === "") faults.push(`line ${row.line}: no id`);
    else if (isEmpty && !hasCountry) {
      faults.push(`line ${row.line}: ${shorten(id)} has no position`);
    } else if (!isEmpty && !isPosition(lat, lng)) {
      outOfRange += 1;
      if (isPosition(lng, lat)) fitSwapped += 1;
      const [north, east] = [textAt(row, column.lat), textAt(row, column.lng)];
      faults.push(
        `line ${row.line}: ${shorten(id)} is at latitude ${shorten(north ?? "(none)")}, longitude ${shorten(east ?? "(none)")}`,
      );
    } else if (known.has(id)) {
      duplicates.push(id);
      const first = known.get(id)!;
      const at: LngLat | null = isEmpty ? null : [lng, lat];
      if (contradicts(first, at, country)) {
        contradictions.push(
          `${shorten(id)} is at ${sayPlace(first.at, first.country)} in line ${lines.get(id)} and at ${sayPlace(at, country)} in line ${row.line}`,
        );
      }
    } else {
      lines.set(id, row.line);
      const label = toNumber(textAt(row, column.scene) ?? "");
      known.set(id, {
        id,
        at: isEmpty ? null : [lng, lat],
        country,
        scene: SCENES[label] ?? null,
        cluster: column.cluster >= 0 ? textAt(row, column.cluster) : photographerOf(id),
      });
    }
  }
  if (faults.length > 0) throw badTable(describeFaults(faults, outOfRange, fitSwapped));
  if (known.size === 0) throw badTable("it has a header but no rows");
  const isByPhotographer = [...known.values()].some(({ cluster }) => cluster !== null);
  const named = column.cluster >= 0 ? header[column.cluster]!.trim() : "photographer";
  return {
    rows: [...known.values()].sort((a, b) => compareIds(a.id, b.id)),
    duplicates: duplicates.sort(compareIds),
    contradictions,
    clusteredBy: isByPhotographer ? named : null,
  };
}

function toCountry(text: string | null): string | null {
  return text !== null && /^[A-Za-z]{2}$/.test(text) ? text.toUpperCase() : null;
}

/** Rows of one photo that are further apart than this contradict each other; rounding is less. */
const SAME_KM = 0.1;

function contradicts(first: Truth, at: LngLat | null, country: string | null): boolean {
  if (first.at && at) return distanceKm(first.at, at) > SAME_KM;
  return first.country !== null && country !== null && first.country !== country;
}

function sayPlace(at: LngLat | null, country: string | null): string {
  return at ? `${at[1]}, ${at[0]}` : (country ?? "no place");
}

/** What is said of rows that contradict each other; empty where none do. */
export function contradictionWarnings({ contradictions }: TruthSet): string[] {
  if (contradictions.length === 0) return [];
  const named = contradictions.slice(0, NAMED).join("; ");
  const more = contradictions.length > NAMED ? `; and ${contradictions.length - NAMED} more` : "";
  return [`Rows of the same photo contradict each other, the first counts: ${named}${more}.`];
}

/** Whether the numbers are a latitude and a longitude, degrees. */
export function isPosition(lat: unknown, lng: unknown): boolean {
  if (typeof lat !== "number" || typeof lng !== "number") return false;
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180;
}

/** Said wherever positions look swapped. */
export const SWAPPED_ADVICE = "Latitude and longitude look swapped: exchange the two column names";

/** What is wrong with a position, and whether it would be one with latitude and longitude exchanged. */
export function positionFault(lat: unknown, lng: unknown): string {
  const swapped = isPosition(toNumber(String(lng)), toNumber(String(lat)))
    ? "; are the two exchanged?"
    : "";
  return `is at latitude ${say(lat)}, longitude ${say(lng)}; expected latitudes within 90 and longitudes within 180 degrees${swapped}`;
}

function say(value: unknown): string {
  return typeof value === "string" ? quote(value) : (JSON.stringify(value) ?? "nothing");
}

const BAD_COPY =
  "(a public copy of im2gps3k_places365.csv from 2018, commit 3487c53, has this fault)";

function describeFaults(faults: readonly string[], outOfRange: number, fitSwapped: number): string {
  const named = faults.slice(0, NAMED).join("; ");
  const rest = faults.length > NAMED ? `; and ${faults.length - NAMED} more` : "";
  const advice =
    outOfRange > 0 && fitSwapped === outOfRange ? ` ${SWAPPED_ADVICE} ${BAD_COPY}.` : "";
  const wanted =
    outOfRange > 0 ? " Expected latitudes within 90 and longitudes within 180 degrees." : "";
  return `${faults.length} of its rows cannot be used: ${named}${rest}.${wanted}${advice}`;
}

function textAt({ fields }: Row, column: number): string | null {
  const text = column < 0 ? "" : (fields[column] ?? "").trim();
  return text === "" ? null : text;
}
