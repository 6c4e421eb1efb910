import { quote } from "../../contracts/quote.ts";
import { COLUMNS, findColumn, findPredicted } from "./columns.ts";
import type { Estimate, Failure } from "./estimate.ts";
import { type ReadingOptions, toCandidates, toCellSupport, topPoint } from "./stated-support.ts";
import {
  badTable,
  decimalCommaFault,
  describeHeader,
  type Separator,
  separatorOf,
  shorten,
  splitRecord,
  toNumber,
} from "./table.ts";
import { isPosition, positionFault } from "./truth.ts";

/**
 * Reads predictions as CSV, line by line: `id,lat,lon`; with a column `rank` or `probability`, several rows per photo
 * are ranked candidates; `id,h3,probability` are cells. Rows of one photo stand together.
 */
export interface PredictionTable {
  /** The estimates that this line completes. Throws when the table is none, or no order is in it. */
  add(line: string): (Estimate | Failure)[];
  end(): (Estimate | Failure)[];
}

interface Group {
  readonly id: string;
  readonly rows: string[][];
}

/** A quoted field with more line ends than this was not meant as one: its quote is never closed. */
const MOST_LINES = 100;

export function createPredictionTable(options: ReadingOptions): PredictionTable {
  let columns: Columns | null = null;
  let separator: Separator | null = null;
  let header: readonly string[] = [];
  let group: Group | null = null;
  /** Lines of a record whose quoted field is still open. */
  let open: string[] = [];
  /** Photos whose rows have been read, where several rows make one prediction. */
  const finished = new Set<string>();

  function finish(): (Estimate | Failure)[] {
    if (!group || !columns) return [];
    const { id, rows } = group;
    group = null;
    if (columns.isGrouped) finished.add(id);
    // Points without ranks are one a row: a second row of the same id is a duplicate, and the scorer says so.
    const parts = columns.isGrouped ? [rows] : rows.map((row) => [row]);
    return parts.map((part) => {
      try {
        return toEstimate(id, part, columns!, options);
      } catch (error) {
        return { id, kind: "invalid", detail: (error as Error).message };
      }
    });
  }

  return {
    add(line) {
      const record = open.length === 0 ? line : [...open, line].join("\n");
      if (record.trim() === "") return [];
      if (separator === null) {
        const found = separatorOf(record);
        separator = found.separator;
        if (!found.isRecord) return [];
      }
      const fields = splitRecord(record, separator);
      if (!fields) {
        open.push(line);
        if (open.length > MOST_LINES) throw neverClosed(open);
        return [];
      }
      open = [];
      if (!columns) {
        columns = readHeader(fields);
        header = fields;
        return [];
      }
      const fault = separator === "," ? decimalCommaFault(fields, header) : null;
      if (fault !== null) throw badTable(fault);
      const id = fields[columns.id] ?? "";
      if (group?.id === id) {
        group.rows.push(fields);
        return [];
      }
      if (finished.has(id)) {
        throw badTable(
          `rows of ${shorten(id)} come again after rows of other photos; sort the table by id, so that the rows of a photo stand together`,
        );
      }
      const done = finish();
      group = { id, rows: [fields] };
      return done;
    },
    end() {
      if (open.length > 0) throw neverClosed(open);
      return finish();
    },
  };
}

function neverClosed([first = ""]: readonly string[]) {
  return badTable(`the quote in ${quote(first)} is never closed`);
}

interface Columns {
  readonly id: number;
  readonly lat: number;
  readonly lng: number;
  /** -1 unless there are probabilities too. */
  readonly h3: number;
  readonly rank: number;
  readonly probability: number;
  readonly isGrouped: boolean;
}

function readHeader(header: readonly string[]): Columns {
  const h3 = findColumn(header, ["h3", "cell"]);
  const probability = findColumn(header, ["probability", "prob", "p"]);
  const columns = {
    id: findColumn(header, COLUMNS.id),
    lat: findPredicted(header, COLUMNS.lat),
    lng: findPredicted(header, COLUMNS.lng),
    h3: probability < 0 ? -1 : h3,
    rank: findColumn(header, ["rank"]),
    probability,
  };
  const hasPoints = columns.lat >= 0 && columns.lng >= 0;
  if (columns.id < 0 || !(hasPoints || columns.h3 >= 0)) {
    throw badTable(
      `${describeHeader(header)}. Expected the predicted point of each photo: name the columns id,lat,lon (with rank or probability where several rows are candidates for one photo), or id,h3,probability for cells`,
    );
  }
  return { ...columns, isGrouped: columns.rank >= 0 || columns.probability >= 0 };
}

function toEstimate(
  id: string,
  rows: readonly string[][],
  columns: Columns,
  options: ReadingOptions,
): Estimate {
  const common = { id, places: null, abstained: null, model: null };
  if (columns.h3 >= 0) {
    const names = rows.map((row) => row[columns.h3] ?? "");
    const probabilities = rows.map((row) => toNumber(row[columns.probability]));
    const support = toCellSupport(names, probabilities, undefined, options);
    const confidence = support.probabilities.reduce((a, b) => Math.max(a, b), 0);
    return { ...common, at: topPoint(support, options), support, confidence };
  }
  const sorted = columns.rank < 0 ? rows : [...rows].sort((a, b) => rankOf(a) - rankOf(b));
  const points = sorted.map((row) => readPoint(row, columns));
  if (!columns.isGrouped) {
    const at = points[0]!;
    return { ...common, at, support: { kind: "point", at }, confidence: null };
  }
  const probabilities = sorted.map((row) =>
    columns.probability < 0 ? undefined : toNumber(row[columns.probability]),
  );
  const { support, confidence } = toCandidates(points, probabilities, options);
  return { ...common, at: topPoint(support, options), support, confidence };

  function rankOf(row: readonly string[]): number {
    const text = row[columns.rank] ?? "";
    // No decimal comma: "1,000" would be the first.
    const rank = text.includes(",") ? Number.NaN : toNumber(text);
    if (Number.isNaN(rank)) throw new Error(`has the rank ${quote(text)}, expected a number`);
    return rank;
  }
}

function readPoint(row: readonly string[], columns: Columns): [lng: number, lat: number] {
  const [lat, lng] = [toNumber(row[columns.lat]), toNumber(row[columns.lng])];
  if (isPosition(lat, lng)) return [lng, lat];
  throw new Error(positionFault(row[columns.lat] ?? "", row[columns.lng] ?? ""));
}
