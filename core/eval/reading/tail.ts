import type { Posterior } from "../../belief/posterior.ts";
import { massOf, type Ranking } from "../../belief/ranking.ts";
import type { LandCells } from "../../earth/land-cells.ts";
import { fieldsOf } from "./document.ts";
import type { Tail } from "./support.ts";

// A prediction document lists its densest cells; an evaluation wants to know where the others rank. The tail tells it in
// one byte a land cell: the logarithm of the density in 254 equal steps. Cells in one step count as ties, so
// areas in the tail are upper bounds, by 8 % of the tail at most where densities span 20 nats.

/** The tail as a line of `predictions.jsonl` carries it. */
export interface TailDocument {
  /** How many land cells the codes are for. */
  readonly cells: number;
  readonly step: number;
  /** Base64 of one byte a land cell. */
  readonly codes: string;
}

/** Code of the densest cells. */
export const TOP_CODE = 255;
/** Code of the least dense cells. */
const LEAST_CODE = 1;
/** Densities more than this many nats below the densest of the tail share the lowest code. */
const SPAN_NATS = 20;

/** Codes for everything in a posterior beyond the first `listed` ranked items; null when nothing is left. */
export function tailOf(posterior: Posterior, ranking: Ranking, listed: number): Tail | null {
  const { cells, probability } = posterior;
  const masses = Float64Array.from(probability);
  // What was split and is not listed goes back to its land cell: the tail knows no finer ones.
  posterior.fine.forEach(({ row, probability: p }) => {
    masses[row]! += p;
  });
  for (const item of ranking.items.subarray(0, listed)) {
    const row = item < cells.count ? item : posterior.fine[item - cells.count]!.row;
    masses[row]! -= massOf(posterior, item);
  }
  let densest = 0;
  for (let row = 0; row < cells.count; row++) {
    if (masses[row]! < NOTHING) masses[row] = 0;
    densest = Math.max(densest, masses[row]! / cells.areaKm2[row]!);
  }
  if (densest === 0) return null;
  const step = SPAN_NATS / (TOP_CODE - LEAST_CODE);
  const codes = new Uint8Array(cells.count);
  for (let row = 0; row < cells.count; row++) {
    if (masses[row] === 0) continue;
    const below = Math.log(densest / (masses[row]! / cells.areaKm2[row]!));
    codes[row] = Math.max(LEAST_CODE, TOP_CODE - Math.floor(below / step));
  }
  return { codes, step };
}

/** Differences of rounding, not mass. */
const NOTHING = 1e-15;

export function toTailDocument({ codes, step }: Tail): TailDocument {
  let bytes = "";
  for (let i = 0; i < codes.length; i += 8192) {
    bytes += String.fromCharCode(...codes.subarray(i, i + 8192));
  }
  return { cells: codes.length, step, codes: btoa(bytes) };
}

/** Throws a message for people when the document is for another table of land cells. */
export function fromTailDocument(document: unknown, table: LandCells): Tail {
  const { cells, step, codes } = fieldsOf(document) ?? {};
  if (typeof cells !== "number" || typeof step !== "number" || typeof codes !== "string") {
    throw new Error("its tail lacks cells, step or codes; predict again");
  }
  if (cells !== table.count) {
    throw new Error(
      `its tail is for ${cells} land cells, this program has ${table.count}; predict again`,
    );
  }
  const bytes = atob(codes);
  if (bytes.length !== cells) {
    throw new Error(`its tail has ${bytes.length} codes for ${cells} land cells`);
  }
  // A loop: Uint8Array.from walks a string's characters ten times as slowly.
  const decoded = new Uint8Array(cells);
  for (let row = 0; row < cells; row++) decoded[row] = bytes.charCodeAt(row);
  return { codes: decoded, step };
}
