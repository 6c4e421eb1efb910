import { createUniform } from "../core/eval/figures/random.ts";
import { strideOf } from "../core/retrieval/quantised.ts";
import { allocateRows, createSearch } from "../core/retrieval/search.ts";
import { measure, printHeading, printTiming } from "./timing.ts";

// tsx bench/retrieval.ts [photos] [numbers]: the exact search beside the time in which a plain loop reads the same bytes, and
// beside the same products in a plain loop. Seeded; medians with the 10th and 90th percentile.

const PHOTOS = Number(process.argv[2] ?? 1_000_000);
const DIMENSION = Number(process.argv[3] ?? 512);
const RUNS = 20;

const uniform = createUniform(1);
const rows = allocateRows(PHOTOS, DIMENSION);
const stride = strideOf(DIMENSION);
const { bytes } = rows;
// A short period costs no time to fill and is as dear to read as any.
const pattern = Int8Array.from({ length: 999_983 }, () => Math.round(uniform() * 254 - 127));
for (let at = 0; at < bytes.length; at += pattern.length) {
  bytes.set(pattern.subarray(0, Math.min(pattern.length, bytes.length - at)), at);
}
const squares = new Uint32Array(PHOTOS);
for (let row = 0; row < PHOTOS; row++) {
  let sum = 0;
  for (let i = row * stride; i < row * stride + DIMENSION; i++) sum += bytes[i]! * bytes[i]!;
  squares[row] = Math.max(1, sum);
}
const search = createSearch(rows, DIMENSION, new Int32Array(2 * PHOTOS), squares);
const query = Float32Array.from({ length: DIMENSION }, () => uniform() - 0.5);
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

printHeading(
  `Exact search of ${PHOTOS} photos x ${DIMENSION} (${(bytes.length / 1e6).toFixed(0)} MB)`,
);
// Node copies memory as fast as the machine can: half of what it moves is read, half written.
const other = new Uint8Array(1 << 24);
const whole = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
const reading = await measure(() => {
  for (let at = 0; at < whole.length; at += other.length) {
    other.set(whole.subarray(at, Math.min(whole.length, at + other.length)));
  }
}, RUNS);
printTiming("the bytes read, into a buffer of 16 MB", reading);
for (const k of [1, 10, 100]) {
  const found = await measure(() => search.find(query, { k }, turn), RUNS);
  const share = (found.median / reading.median).toFixed(2);
  printTiming(`the ${k} nearest`, found, `${share} x the reading`);
}
const farthest = await measure(() => search.find(query, { k: 10, farthest: true }, turn), RUNS);
printTiming("the 10 farthest", farthest);
let sink = 0;
const plain = await measure(() => {
  for (let row = 0; row < PHOTOS; row++) {
    let sum = 0;
    for (let i = 0; i < DIMENSION; i++) sum += query[i]! * bytes[row * stride + i]!;
    sink += sum;
  }
}, 3);
printTiming("the same products in a plain loop", plain, sink === 0 ? "0" : "");
