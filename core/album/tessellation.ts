import { EARTH_RADIUS_KM, type LngLat, toUnitVector } from "../earth/lng-lat.ts";
import type { Steps } from "../earth/steps.ts";

/** Side of a face of the cube on the sphere: a quarter of a great circle. */
const FACE_SIDE_KM = (Math.PI / 2) * EARTH_RADIUS_KM;

/** Width of the blocks of a level, km: 10,008 at level 0, half of that at each next one. */
export function blockSideKm(level: number): number {
  return FACE_SIDE_KM / 2 ** level;
}

/** Blocks of the finest level are 156 km wide; below them come the land cells themselves, 45 km apart. */
const LEVELS = 7;

/**
 * The land cells parted into blocks: the six faces of a cube drawn onto the sphere, each halved in both directions level
 * by level, so that a block lies in one block of the level above (the quadtree of S2, equiangular). The cube is turned,
 * differently for each number: where one tessellation parts two neighbours, another keeps them together.
 */
export interface Tessellation {
  /** The finest block that holds a land cell. */
  readonly rows: Int32Array;
  /** `parents[level][block]` is the block of `level - 1` around it; -1 at level 0. */
  readonly parents: readonly Int32Array[];
  /** `mass[level][block]`: prior probability in it. */
  readonly mass: readonly Float64Array[];
  /**
   * The land cells block by block of the finest level, so that what is summed over a block lies together: block b has those from
   * `starts[b]` to before `starts[b + 1]`.
   */
  readonly order: Int32Array;
  readonly starts: Int32Array;
  /** Prior probability of each cell, in that order. */
  readonly ordered: Float64Array;
}

/** The block of a level that holds each land cell. */
export function blocksAt({ rows, parents }: Tessellation, level: number): Int32Array {
  let blocks = rows;
  for (let at = parents.length - 1; at > level; at--) {
    const parent = parents[at]!;
    blocks = blocks.map((block) => parent[block]!);
  }
  return blocks;
}

type Vector = readonly [x: number, y: number, z: number];
type Matrix = readonly [Vector, Vector, Vector];

/** Cells that are placed between two pauses. */
const CELLS_A_STEP = 4096;

/**
 * @param points one of each land cell
 * @param prior probability of each land cell; sums to 1
 * @param turn 0, 1, 2, ...: which way the cube is turned
 */
export function* tessellationSteps(
  points: readonly LngLat[],
  prior: Float64Array,
  turn: number,
): Steps<Tessellation> {
  const rotation = rotationOf(turn);
  const deepest = LEVELS - 1;
  const cells: GridCell[] = [];
  for (let first = 0; first < points.length; first += CELLS_A_STEP) {
    for (const point of points.slice(first, first + CELLS_A_STEP)) {
      cells.push(gridCell(rotated(rotation, toUnitVector(point)), deepest));
    }
    yield;
  }
  const blocks: Int32Array[] = [];
  for (let level = 0; level <= deepest; level++) {
    const side = 2 ** level;
    const shift = deepest - level;
    const keys = Int32Array.from(cells, ({ face, column, line }) => {
      return (face * side + (column >> shift)) * side + (line >> shift);
    });
    blocks.push(numbered(keys));
    yield;
  }
  return assembled(blocks, prior);
}

/**
 * The tessellation of some of the cells, or of groups of them.
 *
 * @param members a cell of the tessellation for each
 * @param prior probability of each
 */
export function partOf(
  tessellation: Tessellation,
  members: Int32Array,
  prior: Float64Array,
): Tessellation {
  const { rows, parents } = tessellation;
  const blocks: Int32Array[] = [];
  let keys = members.map((row) => rows[row]!);
  for (let level = parents.length - 1; level >= 0; level--) {
    blocks.unshift(numbered(keys));
    const parent = parents[level]!;
    keys = keys.map((block) => parent[block]!);
  }
  return assembled(blocks, prior);
}

/** Blocks by their number from 0 on, in the order in which they are come upon. */
function numbered(keys: ArrayLike<number>): Int32Array {
  const known = new Map<number, number>();
  return Int32Array.from(keys, (key) => {
    const block = known.get(key) ?? known.size;
    known.set(key, block);
    return block;
  });
}

function assembled(blocks: readonly Int32Array[], prior: Float64Array): Tessellation {
  const mass = blocks.map((rows) => {
    const sums = new Float64Array(rows.reduce((most, block) => Math.max(most, block + 1), 0));
    for (let row = 0; row < rows.length; row++) sums[rows[row]!]! += prior[row]!;
    return sums;
  });
  const parents = blocks.map((rows, level) => {
    const above = blocks[level - 1];
    const found = new Int32Array(mass[level]!.length).fill(-1);
    if (above) for (let row = 0; row < rows.length; row++) found[rows[row]!] = above[row]!;
    return found;
  });
  const rows = blocks.at(-1)!;
  const { order, starts } = byBlock(rows, mass.at(-1)!.length);
  const ordered = Float64Array.from(order, (row) => prior[row]!);
  return { rows, parents, mass, order, starts, ordered };
}

/** Cells sorted by block, those of one block as they stood (counting sort). */
export function byBlock(rows: Int32Array, count: number): Pick<Tessellation, "order" | "starts"> {
  const starts = new Int32Array(count + 1);
  for (const block of rows) starts[block + 1]! += 1;
  for (let block = 0; block < count; block++) starts[block + 1]! += starts[block]!;
  const next = starts.slice();
  const order = new Int32Array(rows.length);
  for (let row = 0; row < rows.length; row++) order[next[rows[row]!]!++] = row;
  return { order, starts };
}

interface GridCell {
  readonly face: number;
  readonly column: number;
  readonly line: number;
}

/** Where a direction meets the cube: its face, and column and line of 2^level each. */
function gridCell(direction: Vector, level: number): GridCell {
  const axis = [0, 1, 2].reduce((most, i) =>
    Math.abs(direction[i]!) > Math.abs(direction[most]!) ? i : most,
  );
  const main = direction[axis]!;
  const [column, line] = [1, 2].map((step) => {
    const angle = Math.atan(direction[(axis + step) % 3]! / Math.abs(main));
    const place = Math.floor(((4 / Math.PI) * angle + 1) * 2 ** (level - 1));
    return Math.min(2 ** level - 1, Math.max(0, place));
  });
  return { face: axis * 2 + (main < 0 ? 1 : 0), column: column!, line: line! };
}

/** Evenly spread turns: the unit quaternions of a low-discrepancy sequence (Shoemake 1992, over Roberts' R3). */
function rotationOf(turn: number): Matrix {
  const golden = 1.2207440846057596; // the real root of x^4 = x + 1
  const [u, v, w] = [1, 2, 3].map((power) => (0.5 + (turn + 1) / golden ** power) % 1) as [
    number,
    number,
    number,
  ];
  const [small, large] = [Math.sqrt(1 - u), Math.sqrt(u)];
  const [x, y] = [small * Math.sin(2 * Math.PI * v), small * Math.cos(2 * Math.PI * v)];
  const [z, s] = [large * Math.sin(2 * Math.PI * w), large * Math.cos(2 * Math.PI * w)];
  return [
    [1 - 2 * (y * y + z * z), 2 * (x * y - s * z), 2 * (x * z + s * y)],
    [2 * (x * y + s * z), 1 - 2 * (x * x + z * z), 2 * (y * z - s * x)],
    [2 * (x * z - s * y), 2 * (y * z + s * x), 1 - 2 * (x * x + y * y)],
  ];
}

function rotated(rotation: Matrix, [x, y, z]: Vector): Vector {
  const [a, b, c] = rotation.map((row) => row[0] * x + row[1] * y + row[2] * z);
  return [a!, b!, c!];
}
