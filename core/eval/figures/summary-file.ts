import { SUMMARY_FORMAT, SUMMARY_SCHEMA, type Summary } from "./summary.ts";

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

/** Reads a `summary.json`; throws a message for people when it is something else or of another schema. */
export function readSummary(text: string): Summary {
  let value: Partial<Summary> | null;
  try {
    value = JSON.parse(text) as Partial<Summary> | null;
  } catch (cause) {
    throw new Error("it is not JSON, or cut short; wanted is the summary.json of `eval score`", {
      cause,
    });
  }
  if (value?.format !== SUMMARY_FORMAT) {
    throw new Error(`it is no summary of an evaluation: "format" is not "${SUMMARY_FORMAT}"`);
  }
  if (value.schema !== SUMMARY_SCHEMA) {
    throw new Error(`it has schema ${value.schema}, this program reads ${SUMMARY_SCHEMA}`);
  }
  const missing = NEEDED.filter((key) => value[key] === undefined);
  if (missing.length > 0) {
    throw new Error(`it lacks ${missing.join(", ")}; score the predictions again`);
  }
  return value as Summary;
}

/** A file without these was cut or written by hand. */
const NEEDED = ["name", "dataset", "counts", "settings", "slices", "baselines"] as const;
