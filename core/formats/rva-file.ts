import * as z from "zod/mini";
import { quote } from "../contracts/quote.ts";
import { EARTH_AREA_KM2 } from "../earth/lng-lat.ts";
import { RVA_FORMAT, RVA_VERSION, type RvaFile } from "./rva-curve.ts";

// The file of a curve, checked.

const Share = z.number();

/** The contract of a curve's file, `docs/rva-curve.schema.json` as JSON schema. Keys that it does not know are let pass. */
export const RvaFileSchema = z.looseObject({
  format: z.literal(RVA_FORMAT),
  version: z.literal(RVA_VERSION),
  /** Who ranked the Earth: a model and its version. */
  system: z.string().check(z.minLength(1), z.maxLength(200)),
  /** The photos: a public name (im2gps3k), or one's own. */
  set: z.string().check(z.minLength(1), z.maxLength(200)),
  /** How many photos the recall is a share of: all of the set, those without prediction too. */
  photos: z.int().check(z.positive()),
  /** SHA-256 of the set as `graticule eval sets` tells it. */
  fingerprint: z.optional(z.string().check(z.regex(/^[0-9a-f]{64}$/))),
  protocol: z.looseObject({
    /** What was ranked, in words: `H3 cells of resolution 6`, `S2 cells of the model`, `0.04 degree squares`. */
    cells: z.string(),
    /** By what: probability per km2, probability per cell, or distance from one point. */
    ranking: z.enum(["density", "probability", "distance", "unknown"]),
    /** Which of the cells that tie with the true one are searched before it. */
    ties: z.enum(["all", "middle", "none", "unknown"]),
  }),
  /** Where the curve was read, if whoever wrote the file did not measure it. */
  source: z.optional(z.string()),
  /** km2, rising. */
  areas: z.array(z.number()),
  /** Share of the photos whose true place lies in the first so many km2, 0 to 1: one an area, never falling. */
  recall: z.array(Share),
  /** 95 % interval, where it is known. */
  low: z.optional(z.array(Share)),
  high: z.optional(z.array(Share)),
});

/** Points of a curve: more than any picture shows. */
const MOST_POINTS = 10_000;
/** Shares are written in decimal: what differs by less is the same. */
const ROUNDING = 1e-9;

/** Reads the file of a curve. Throws a message for people: which number is wrong, what was wanted. */
export function readRvaFile(text: string): RvaFile {
  const curve = checkedShape(text);
  const { areas, recall, low, high } = curve;
  if (areas.length < 2 || areas.length > MOST_POINTS) {
    throw new Error(`it has ${areas.length} areas, expected 2 to ${MOST_POINTS}`);
  }
  for (const [name, values] of Object.entries({ recall, low, high })) {
    if (values === undefined) continue;
    if (values.length !== areas.length) {
      throw new Error(`it has ${areas.length} areas but ${values.length} values of ${name}`);
    }
    const out = values.findIndex((value) => !(value >= -ROUNDING && value <= 1 + ROUNDING));
    if (out >= 0) {
      const percent = values.some((value) => value > 1 && value <= 100)
        ? "; are these per cent? Divide by 100"
        : "";
      throw new Error(`${name}[${out}] is ${values[out]}, expected a share from 0 to 1${percent}`);
    }
  }
  if ((low === undefined) !== (high === undefined)) {
    throw new Error(
      `it has ${low ? "low without high" : "high without low"}; an interval needs both`,
    );
  }
  checkAreas(areas);
  const fall = recall.findIndex((value, i) => i > 0 && value < recall[i - 1]! - ROUNDING);
  if (fall > 0) {
    throw new Error(
      `recall falls from ${recall[fall - 1]} at ${areas[fall - 1]} km2 to ${recall[fall]} at ${areas[fall]} km2; recall in a larger area cannot be smaller`,
    );
  }
  recall.forEach((value, i) => {
    if (low && high && !(low[i]! <= value + ROUNDING && value <= high[i]! + ROUNDING)) {
      throw new Error(
        `the interval at ${areas[i]} km2, ${low[i]} to ${high[i]}, does not hold the recall there, ${value}`,
      );
    }
  });
  return curve;
}

function checkAreas(areas: readonly number[]): void {
  const wrong = areas.findIndex((area) => !(area > 0 && area <= EARTH_AREA_KM2 * (1 + 1e-3)));
  if (wrong >= 0) {
    throw new Error(
      `areas[${wrong}] is ${areas[wrong]}, expected km2 above 0 and up to the Earth's ${Math.round(EARTH_AREA_KM2)}`,
    );
  }
  const unsorted = areas.findIndex((area, i) => i > 0 && area <= areas[i - 1]!);
  if (unsorted > 0) {
    throw new Error(
      `areas are not in rising order: areas[${unsorted}] is ${areas[unsorted]} after ${areas[unsorted - 1]}`,
    );
  }
}

function checkedShape(text: string): RvaFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const holdsNaN = /\bNaN\b|\bInfinity\b/.test(text);
    throw new Error(
      holdsNaN
        ? "it holds NaN or Infinity, which JSON does not know; expected numbers"
        : `it is not JSON, or cut short; expected a curve (format ${RVA_FORMAT})`,
      { cause },
    );
  }
  const given = typeof value === "object" && value !== null ? value : {};
  const of = (key: string): unknown => Object.entries(given).find(([name]) => name === key)?.[1];
  if (of("format") !== RVA_FORMAT) {
    throw new Error(`it is no curve of recall versus area: "format" is not "${RVA_FORMAT}"`);
  }
  if (of("version") !== RVA_VERSION) {
    throw new Error(
      `it is a curve of version ${quote(String(of("version")))}, this program reads version ${RVA_VERSION}`,
    );
  }
  const read = RvaFileSchema.safeParse(value);
  if (read.success) return read.data;
  const places = read.error.issues.slice(0, 3).map(({ path }) => path.join("/"));
  throw new Error(
    `it is not as a curve's file should be: see ${places.join(", ")}; wanted are format, version, system, set, photos, protocol (cells, ranking, ties), areas and recall`,
  );
}
