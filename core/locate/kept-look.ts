import * as z from "zod";
import { GraticuleError } from "../contracts/errors.ts";
import { type Prediction, PredictionSchema } from "../contracts/prediction.ts";
import { quote } from "../contracts/quote.ts";
import type { LandCells } from "../earth/land-cells.ts";
import { hasZone, toHours } from "../formats/iso-time.ts";

/** What a photo has told by itself, to be solved together with others later, without the photo. */
export interface KeptLook extends Pick<Prediction, "model" | "image" | "prior" | "warnings"> {
  /** Of the photo, by the model's image encoder; 1 long at most. */
  readonly vector: Float32Array;
  /** Probability of each land cell; sums to 1. */
  readonly belief: Float32Array;
}

/** What is known of a kept look before it is read: whose it has to be. */
export interface LookWorld {
  readonly model: Prediction["model"];
  /** Numbers of the model's vectors. */
  readonly dimension: number;
  readonly cells: Pick<LandCells, "count" | "neighbours">;
  /** Probability of each land cell before the photo is seen. */
  prior(name: Prediction["prior"]): Float64Array;
}

/**
 * Steps in which logarithms of belief over prior are kept, nats: fine where a cell is likelier than before, which holds most of
 * the belief, coarse below. docs/albums.md has what they cost.
 */
const STEP = { above: 0.05, below: 0.15 } as const;
/** A belief a million times below the prior is as good as none. */
const LEAST_STEPS = -93;
/** Cells of a prior below 1e-13 could be more. */
const MOST_STEPS = 600;
/** Slack for vectors that were brought to length 1 in single precision. */
const LONGEST_VECTOR = 1.001;

const MOST_HEADER_BYTES = 16_384;
const MOST_WARNINGS = 40;
const MOST_WARNING_LETTERS = 1000;

const HeaderSchema = PredictionSchema.pick({ model: true, image: true, prior: true }).extend({
  version: z.literal(1),
  dimension: z.int(),
  cells: z.int(),
  warnings: z.array(z.string().max(MOST_WARNING_LETTERS)).max(MOST_WARNINGS),
});

/** Bytes that the longest look has: two for each cell. */
export function mostLookBytes({
  dimension,
  cells,
}: Pick<LookWorld, "dimension" | "cells">): number {
  return 4 + MOST_HEADER_BYTES + 4 * dimension + 2 * cells.count;
}

/**
 * A look as bytes, which still want to be compressed: the length of the header, the header as JSON, the vector, and for each cell
 * how many steps it is from what its neighbours before it foretell. Little-endian.
 */
export function encodeLook(look: KeptLook, { cells, prior }: LookWorld): Uint8Array {
  const { model, image, warnings, vector, belief } = look;
  const header = new TextEncoder().encode(
    JSON.stringify({
      version: 1,
      model,
      prior: look.prior,
      image,
      dimension: vector.length,
      cells: cells.count,
      warnings: warnings
        .slice(0, MOST_WARNINGS)
        .map((warning) => warning.slice(0, MOST_WARNING_LETTERS)),
    }),
  );
  const before = prior(look.prior);
  const steps = new Int16Array(cells.count);
  const bytes = new Uint8Array(4 + header.length + 4 * vector.length + 2 * cells.count);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, header.length, true);
  bytes.set(header, 4);
  let at = 4 + header.length;
  for (const value of vector) {
    view.setFloat32(at, value, true);
    at += 4;
  }
  for (let row = 0; row < cells.count; row++) {
    const log = Math.log(belief[row]! / before[row]!);
    const nearest = Math.round(log / stepOf(log));
    steps[row] = Math.min(MOST_STEPS, Math.max(LEAST_STEPS, nearest));
    const off = steps[row]! - foretold(cells, steps, row);
    // Zigzag, seven bits a byte: nearly all take one.
    const code = off < 0 ? -2 * off - 1 : 2 * off;
    if (code < 0x80) bytes[at++] = code;
    else {
      bytes[at++] = 0x80 | (code & 0x7f);
      bytes[at++] = code >> 7;
    }
  }
  return bytes.subarray(0, at);
}

/**
 * The look that bytes hold, all of which is checked.
 *
 * @throws GraticuleError "parameter_invalid" for looks that are damaged, or of another model
 */
export function decodeLook(bytes: Uint8Array, world: LookWorld): KeptLook {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4) throw damagedLook();
  const headerBytes = view.getUint32(0, true);
  if (headerBytes > MOST_HEADER_BYTES || bytes.length < 4 + headerBytes) throw damagedLook();
  const header = readHeader(bytes.subarray(4, 4 + headerBytes));
  const { model, image, prior, warnings, dimension, cells } = header;
  if (model.name !== world.model.name || model.version !== world.model.version) {
    throw foreign(model, world.model);
  }
  if (dimension !== world.dimension || cells !== world.cells.count) throw damagedLook();
  const vectorAt = 4 + headerBytes;
  const cellsAt = vectorAt + 4 * dimension;
  if (bytes.length < cellsAt) throw damagedLook();
  const vector = Float32Array.from({ length: dimension }, (_, i) =>
    view.getFloat32(vectorAt + 4 * i, true),
  );
  // Not a number compares as false.
  if (!(Math.hypot(...vector) <= LONGEST_VECTOR)) throw damagedLook();
  const belief = readBelief(bytes.subarray(cellsAt), world, world.prior(prior));
  return { model, image, prior, warnings, vector, belief };
}

function readHeader(bytes: Uint8Array): z.output<typeof HeaderSchema> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw damagedLook();
  }
  const parsed = HeaderSchema.safeParse(value);
  if (!parsed.success || !isTime(parsed.data.image.exif?.takenAt ?? null)) throw damagedLook();
  return parsed.data;
}

/** A camera's time as it is told of photos; the album reckons with it. */
function isTime(takenAt: string | null): boolean {
  return takenAt === null || (!hasZone(takenAt) && Number.isFinite(toHours(takenAt)));
}

function readBelief(bytes: Uint8Array, { cells }: LookWorld, prior: Float64Array): Float32Array {
  const steps = new Int16Array(cells.count);
  const belief = new Float32Array(cells.count);
  let at = 0;
  let sum = 0;
  for (let row = 0; row < cells.count; row++) {
    if (at >= bytes.length) throw damagedLook();
    let code = bytes[at++]!;
    if (code >= 0x80) {
      if (at >= bytes.length) throw damagedLook();
      code = (code & 0x7f) | (bytes[at++]! << 7);
    }
    const off = code & 1 ? -(code + 1) / 2 : code / 2;
    const value = foretold(cells, steps, row) + off;
    if (value < LEAST_STEPS || value > MOST_STEPS) throw damagedLook();
    steps[row] = value;
    belief[row] = prior[row]! * Math.exp(stepOf(value) * value);
    sum += belief[row]!;
  }
  if (at !== bytes.length) throw damagedLook();
  for (let row = 0; row < cells.count; row++) belief[row]! /= sum;
  return belief;
}

function stepOf(log: number): number {
  return log > 0 ? STEP.above : STEP.below;
}

/** The mean of the neighbours that stand before a row, else the row before it. */
function foretold({ neighbours }: LookWorld["cells"], steps: Int16Array, row: number): number {
  let [sum, count] = [0, 0];
  for (let edge = 6 * row; edge < 6 * row + 6; edge++) {
    const other = neighbours[edge]!;
    if (other < 0 || other >= row) continue;
    sum += steps[other]!;
    count += 1;
  }
  if (count > 0) return Math.round(sum / count);
  return row > 0 ? steps[row - 1]! : 0;
}

/** What is said of a look that is none. */
export function damagedLook(): GraticuleError {
  return new GraticuleError(
    "parameter_invalid",
    "the look is damaged: it was cut or changed on the way. Ask for the prediction again with look=on",
  );
}

function foreign(theirs: Prediction["model"], ours: Prediction["model"]): GraticuleError {
  const named = ({ name, version }: Prediction["model"]) => quote(`${name} ${version}`);
  return new GraticuleError(
    "parameter_invalid",
    `the look was made by the model ${named(theirs)}, this service answers with ${named(ours)}. Ask for the prediction again with look=on`,
  );
}
