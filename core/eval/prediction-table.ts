import type { LngLat } from "../lng-lat.ts";
import {
  type Estimate,
  type Failure,
  type ReadingOptions,
  toCandidates,
  toCellSupport,
  topPoint,
} from "./estimate.ts";
import { badTable, findColumn, splitRecord, toNumber } from "./table.ts";
import { COLUMNS, isPosition } from "./truth.ts";

/**
 * Reads predictions as CSV, line by line: `id,lat,lon`; with a column `rank` or `probability`, several rows per photo
 * are ranked candidates; `id,h3,probability` are cells. Rows of one photo stand together.
 */
export interface PredictionTable {
  /** The estimates that this line completes. */
  add(line: string): (Estimate | Failure)[];
  end(): (Estimate | Failure)[];
}

interface Group {
  readonly id: string;
  readonly rows: string[][];
}

export function createPredictionTable(options: ReadingOptions): PredictionTable {
  let columns: Columns | null = null;
  let group: Group | null = null;
  let open = "";

  function finish(): (Estimate | Failure)[] {
    if (!group || !columns) return [];
    const { id, rows } = group;
    group = null;
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
      const record = open === "" ? line : `${open}\n${line}`;
      if (record.trim() === "") return [];
      const fields = splitRecord(record);
      open = fields ? "" : record;
      if (!fields) return [];
      if (!columns) {
        columns = readHeader(fields);
        return [];
      }
      const id = fields[columns.id] ?? "";
      if (group?.id === id) {
        group.rows.push(fields);
        return [];
      }
      const finished = finish();
      group = { id, rows: [fields] };
      return finished;
    },
    end: finish,
  };
}

interface Columns {
  readonly id: number;
  readonly lat: number;
  readonly lng: number;
  readonly h3: number;
  readonly rank: number;
  readonly probability: number;
  readonly isGrouped: boolean;
}

function readHeader(header: readonly string[]): Columns {
  const named = [header[0]!.replace(/^\uFEFF/, ""), ...header.slice(1)];
  const columns = {
    id: findColumn(named, COLUMNS.id),
    lat: findPredicted(named, /lat/i, COLUMNS.lat),
    lng: findPredicted(named, /lon|lng/i, COLUMNS.lng),
    h3: findColumn(named, ["h3", "cell"]),
    rank: findColumn(named, ["rank"]),
    probability: findColumn(named, ["probability", "prob", "p"]),
  };
  const hasCells = columns.h3 >= 0 && columns.probability >= 0;
  if (columns.id < 0 || !(hasCells || (columns.lat >= 0 && columns.lng >= 0))) {
    throw badTable(
      `its columns are ${named.join(", ")}; expected id,lat,lon (with rank or probability for several candidates) or id,h3,probability`,
    );
  }
  return {
    ...columns,
    isGrouped: columns.h3 >= 0 || columns.rank >= 0 || columns.probability >= 0,
  };
}

/** A column that says "pred" comes before a plain one: files often repeat the truth beside the prediction. */
function findPredicted(header: readonly string[], axis: RegExp, plain: readonly string[]): number {
  const predicted = header.findIndex((name) => /pred/i.test(name) && axis.test(name));
  return predicted >= 0 ? predicted : findColumn(header, plain);
}

function toEstimate(
  id: string,
  rows: readonly string[][],
  columns: Columns,
  options: ReadingOptions,
): Estimate {
  const common = { id, scoreAt: null, places: null, abstained: null, model: null };
  const probabilities = rows.map((row) =>
    columns.probability < 0 ? undefined : toNumber(row[columns.probability]),
  );
  if (columns.h3 >= 0) {
    const names = rows.map((row) => row[columns.h3] ?? "");
    const support = toCellSupport(names, probabilities as number[], undefined, options);
    const confidence = support.probabilities.reduce((a, b) => Math.max(a, b), 0);
    return { ...common, at: topPoint(support, options), support, confidence };
  }
  const sorted = columns.rank < 0 ? rows : [...rows].sort((a, b) => rankOf(a) - rankOf(b));
  const points = sorted.map((row) => readPoint(row, columns));
  if (!columns.isGrouped) {
    const at = points[0]!;
    return { ...common, at, support: { kind: "point", at }, confidence: null };
  }
  const ordered = sorted.map((row) =>
    columns.probability < 0 ? undefined : toNumber(row[columns.probability]),
  );
  const support = toCandidates(points, ordered, options);
  if (support.kind !== "candidates") throw new Error("has no candidates");
  return { ...common, at: support.points[0]!, support, confidence: support.weights[0]! };

  function rankOf(row: readonly string[]): number {
    const rank = toNumber(row[columns.rank]);
    if (Number.isNaN(rank)) throw new Error(`has the rank "${row[columns.rank]}"`);
    return rank;
  }
}

function readPoint(row: readonly string[], columns: Columns): LngLat {
  const [lat, lng] = [toNumber(row[columns.lat]), toNumber(row[columns.lng])];
  if (isPosition(lat, lng)) return [lng, lat];
  throw new Error(
    `is at latitude "${row[columns.lat]}", longitude "${row[columns.lng]}"; expected latitudes within 90 and longitudes within 180 degrees`,
  );
}
