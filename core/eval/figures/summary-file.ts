import type * as z from "zod/mini";
import type { Summary } from "./summary.ts";
import {
  SUMMARY_FORMAT,
  SUMMARY_SCHEMA,
  SummaryHeadSchema,
  SummarySchema,
} from "./summary-schema.ts";

/** Digits that numbers are written with: beyond them machines differ. */
const DIGITS = 8;

/** The summary as text: two spaces, numbers to 8 significant digits. */
export function writeSummary(summary: Summary): string {
  const text = JSON.stringify(
    summary,
    (_key, value: unknown) =>
      typeof value === "number" && !Number.isInteger(value)
        ? Number(value.toPrecision(DIGITS))
        : value,
    2,
  );
  return `${text}\n`;
}

/** What a list of runs says of each: the model and the set. */
export type SummaryHead = Pick<Summary, "name" | "model" | "dataset">;

/** Reads a `summary.json`; throws a message for people when it is something else or of another schema. */
export function readSummary(text: string): Summary {
  return readBy(SummarySchema, text);
}

/** The document with no more of it checked than a list of runs says. */
export function readSummaryHead(text: string): SummaryHead {
  return readBy(SummaryHeadSchema, text);
}

function readBy<T extends z.ZodMiniType>(schema: T, text: string): z.output<T> {
  const value = parse(text);
  const given = typeof value === "object" && value !== null ? value : {};
  const of = (key: string): unknown => Object.entries(given).find(([name]) => name === key)?.[1];
  if (of("format") !== SUMMARY_FORMAT) {
    throw new Error(`it is no summary of an evaluation: "format" is not "${SUMMARY_FORMAT}"`);
  }
  if (of("schema") !== SUMMARY_SCHEMA) {
    throw new Error(`it has schema ${of("schema")}, this program reads ${SUMMARY_SCHEMA}`);
  }
  const missing = NEEDED.filter((key) => of(key) === undefined);
  if (missing.length > 0) {
    throw new Error(`it lacks ${missing.join(", ")}; score the predictions again`);
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const places = read.error.issues.slice(0, NAMED).map(({ path }) => path.join("/"));
  throw new Error(
    `it is not as \`eval score\` writes it: see ${places.join(", ")}; score the predictions again`,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error("it is not JSON, or cut short; wanted is the summary.json of `eval score`", {
      cause,
    });
  }
}

/** A file without these was cut or written by hand. */
const NEEDED = ["name", "dataset", "counts", "settings", "slices", "baselines"] as const;
/** Faults that a message names. */
const NAMED = 3;
