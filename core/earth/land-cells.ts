import { GraticuleError } from "../contracts/errors.ts";

/** Value of `country` and `division` where a cell has none. */
export const NONE = 0xffff;

/** Value of `city` where no city lies within 100 km. */
export const NO_CITY = 0xffffffff;

/** The land cells of the Earth at one H3 resolution; row i of every column is one cell; rows ascend by H3 index. */
export interface LandCells {
  /** H3 resolution of every cell: 4 in the table that ships. */
  readonly resolution: number;
  /** Number of rows. */
  readonly count: number;
  /** H3 indexes, ascending. */
  readonly ids: BigUint64Array;
  /** True spherical area, R = 6371.0088 km; kept to 0.0001 km2. */
  readonly areaKm2: Float64Array;
  /** Share of the cell that is land, 0.001 to 1; 0.001 where only a shore or an islet touches it. */
  readonly landFraction: Float32Array;
  /** A point of the cell that is on land if any is known, degrees: the centre where it is land. */
  readonly lng: Float32Array;
  readonly lat: Float32Array;
  /** Row of `PlaceNames.countries`, or `NONE`. */
  readonly country: Uint16Array;
  /** Row of `PlaceNames.divisions`, or `NONE`. */
  readonly division: Uint16Array;
  /** Row of `PlaceNames.cities`, or `NO_CITY`. */
  readonly city: Uint32Array;
  /** People in 2020, kept to a tenth of a person. */
  readonly population: Float32Array;
  /** Most frequent IGBP land cover class 1 to 16, 0 unknown. */
  readonly landCover: Uint8Array;
  /** Share of the cell's land that is IGBP class 13 (urban and built-up), 0 to 1. */
  readonly urbanFraction: Float32Array;
  /** Most frequent Koeppen-Geiger class 1 to 31 (order of `geodata/README.md`), 0 unknown. */
  readonly climate: Uint8Array;
  /** 0 unknown, 1 left, 2 right. */
  readonly drivingSide: Uint8Array;
  /** Mean elevation of the cell's land, metres. */
  readonly elevationM: Int16Array;
  /**
   * `neighbours[row * 6 + e]` is the row of the land cell across the edge that runs from vertex e to vertex e + 1 of the
   * cell's boundary, counterclockwise as h3-js `cellToBoundary` gives it; -1 for sea and for a pentagon's sixth edge.
   */
  readonly neighbours: Int32Array;
}

/** "GLND" when read as little-endian bytes. */
const MAGIC = 0x444e_4c47;
const VERSION = 1;
/** magic u32, version u16, resolution u16, count u32, checksum of the payload u32. */
const HEADER_BYTES = 16;

/**
 * The columns on disk, in file order: whole numbers in steps of `1 / perUnit`, `bytes` bytes a value. A column with
 * `delta` holds differences to the value before. Bytes of equal weight lie together, which halves the gzipped size.
 */
interface Layout {
  readonly bytes: 1 | 2 | 4;
  readonly perRow: number;
  readonly delta: boolean;
  readonly perUnit: number;
}

const LAYOUT = {
  idHigh: { bytes: 4, perRow: 1, delta: true, perUnit: 1 },
  idLow: { bytes: 4, perRow: 1, delta: true, perUnit: 1 },
  areaKm2: { bytes: 4, perRow: 1, delta: true, perUnit: 1e4 },
  landFraction: { bytes: 2, perRow: 1, delta: false, perUnit: 1e3 },
  lng: { bytes: 4, perRow: 1, delta: true, perUnit: 1e4 },
  lat: { bytes: 4, perRow: 1, delta: true, perUnit: 1e4 },
  country: { bytes: 2, perRow: 1, delta: true, perUnit: 1 },
  division: { bytes: 2, perRow: 1, delta: true, perUnit: 1 },
  city: { bytes: 4, perRow: 1, delta: true, perUnit: 1 },
  population: { bytes: 4, perRow: 1, delta: false, perUnit: 10 },
  landCover: { bytes: 1, perRow: 1, delta: false, perUnit: 1 },
  urbanFraction: { bytes: 2, perRow: 1, delta: false, perUnit: 1e3 },
  climate: { bytes: 1, perRow: 1, delta: false, perUnit: 1 },
  drivingSide: { bytes: 1, perRow: 1, delta: false, perUnit: 1 },
  elevationM: { bytes: 2, perRow: 1, delta: true, perUnit: 1 },
  neighbours: { bytes: 4, perRow: 6, delta: false, perUnit: 1 },
} as const satisfies Record<string, Layout>;

const BYTES_PER_ROW = Object.values(LAYOUT).reduce((sum, c) => sum + c.bytes * c.perRow, 0);

/** The table as bytes, little-endian, not yet gzipped; fractions, areas and positions are rounded as documented above. */
export function encodeLandCells(cells: LandCells): Uint8Array {
  const { count } = cells;
  const bytes = new Uint8Array(HEADER_BYTES + count * BYTES_PER_ROW);
  const payload = bytes.subarray(HEADER_BYTES);
  let offset = 0;
  const put = (layout: Layout, valueAt: (i: number) => number) => {
    offset = writeColumn(payload, offset, layout, count * layout.perRow, valueAt);
  };
  put(LAYOUT.idHigh, (i) => Number(cells.ids[i]! >> 32n));
  put(LAYOUT.idLow, (i) => Number(cells.ids[i]! & 0xffff_ffffn));
  put(LAYOUT.areaKm2, (i) => cells.areaKm2[i]!);
  put(LAYOUT.landFraction, (i) => cells.landFraction[i]!);
  put(LAYOUT.lng, (i) => cells.lng[i]!);
  put(LAYOUT.lat, (i) => cells.lat[i]!);
  put(LAYOUT.country, (i) => cells.country[i]!);
  put(LAYOUT.division, (i) => cells.division[i]!);
  put(LAYOUT.city, (i) => cells.city[i]!);
  put(LAYOUT.population, (i) => cells.population[i]!);
  put(LAYOUT.landCover, (i) => cells.landCover[i]!);
  put(LAYOUT.urbanFraction, (i) => cells.urbanFraction[i]!);
  put(LAYOUT.climate, (i) => cells.climate[i]!);
  put(LAYOUT.drivingSide, (i) => cells.drivingSide[i]!);
  put(LAYOUT.elevationM, (i) => cells.elevationM[i]!);
  // Edge by edge, as the distance in rows: 0 (no cell is its own neighbour) stands for "none".
  put(LAYOUT.neighbours, (i) => {
    const row = i % count;
    const neighbour = cells.neighbours[row * 6 + Math.floor(i / count)]!;
    return neighbour < 0 ? 0 : zigzag(neighbour - row);
  });

  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, VERSION, true);
  view.setUint16(6, cells.resolution, true);
  view.setUint32(8, count, true);
  view.setUint32(12, checksum(payload), true);
  return bytes;
}

/** The table from the bytes of `encodeLandCells`; throws `geodata_invalid` when they are anything else. */
export function decodeLandCells(bytes: Uint8Array): LandCells {
  const { resolution, count } = readHeader(bytes);
  const payload = bytes.subarray(HEADER_BYTES);
  let offset = 0;
  const take = (layout: Layout): Uint32Array => {
    const values = readColumn(payload, offset, layout, count * layout.perRow);
    offset += values.length * layout.bytes;
    return values;
  };

  const high = take(LAYOUT.idHigh);
  const low = take(LAYOUT.idLow);
  const ids = new BigUint64Array(count);
  // Two 32-bit halves per id: far cheaper than BigInt arithmetic, and BigUint64Array has the machine's byte order.
  const halves = new Uint32Array(ids.buffer);
  const [lowAt, highAt] = LITTLE_ENDIAN ? [0, 1] : [1, 0];
  for (let i = 0; i < count; i++) {
    halves[2 * i + lowAt] = low[i]!;
    halves[2 * i + highAt] = high[i]!;
  }
  return {
    resolution,
    count,
    ids,
    areaKm2: divide(take(LAYOUT.areaKm2), LAYOUT.areaKm2, new Float64Array(count)),
    landFraction: divide(take(LAYOUT.landFraction), LAYOUT.landFraction, new Float32Array(count)),
    lng: divide(signed(take(LAYOUT.lng)), LAYOUT.lng, new Float32Array(count)),
    lat: divide(signed(take(LAYOUT.lat)), LAYOUT.lat, new Float32Array(count)),
    country: Uint16Array.from(take(LAYOUT.country)),
    division: Uint16Array.from(take(LAYOUT.division)),
    city: take(LAYOUT.city),
    population: divide(take(LAYOUT.population), LAYOUT.population, new Float32Array(count)),
    landCover: Uint8Array.from(take(LAYOUT.landCover)),
    urbanFraction: divide(
      take(LAYOUT.urbanFraction),
      LAYOUT.urbanFraction,
      new Float32Array(count),
    ),
    climate: Uint8Array.from(take(LAYOUT.climate)),
    drivingSide: Uint8Array.from(take(LAYOUT.drivingSide)),
    elevationM: Int16Array.from(take(LAYOUT.elevationM)),
    neighbours: toNeighbours(take(LAYOUT.neighbours), count),
  };
}

/** Row of the cell with this H3 index, or -1 if it is not a land cell. */
export function findCell(cells: LandCells, id: bigint): number {
  let low = 0;
  let high = cells.count - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = cells.ids[middle]!;
    if (found === id) return middle;
    if (found < id) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function readHeader(bytes: Uint8Array): { resolution: number; count: number } {
  const refuse = (problem: string) =>
    new GraticuleError(
      "geodata_invalid",
      `The table of land cells ${problem}. Restore geodata/data/cells.bin.gz, or run "npm run geodata".`,
    );
  if (bytes.length < HEADER_BYTES)
    throw refuse(`has ${bytes.length} bytes, its header alone needs ${HEADER_BYTES}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0, true);
  if (magic !== MAGIC)
    throw refuse(
      `begins with 0x${magic.toString(16)}, expected 0x${MAGIC.toString(16)} (is it still gzipped?)`,
    );
  const version = view.getUint16(4, true);
  if (version !== VERSION) throw refuse(`has version ${version}, this program reads ${VERSION}`);
  const count = view.getUint32(8, true);
  const expected = HEADER_BYTES + count * BYTES_PER_ROW;
  if (bytes.length !== expected)
    throw refuse(`has ${bytes.length} bytes, ${count} cells need ${expected}`);
  const wanted = view.getUint32(12, true);
  const found = checksum(bytes.subarray(HEADER_BYTES));
  if (found !== wanted)
    throw refuse(`is damaged: its checksum is ${found}, the header says ${wanted}`);
  return { resolution: view.getUint16(6, true), count };
}

function writeColumn(
  payload: Uint8Array,
  offset: number,
  layout: Layout,
  length: number,
  valueAt: (i: number) => number,
): number {
  // Differences wrap at the column's own width, so that a step to NONE and back still fits.
  const unused = 32 - 8 * layout.bytes;
  let previous = 0;
  for (let i = 0; i < length; i++) {
    const value = Math.round(valueAt(i) * layout.perUnit) | 0;
    const stored = layout.delta ? zigzag(((value - previous) << unused) >> unused) : value;
    previous = value;
    for (let b = 0; b < layout.bytes; b++) payload[offset + b * length + i] = stored >>> (8 * b);
  }
  return offset + length * layout.bytes;
}

/** The whole numbers of one column, as 32-bit patterns. */
function readColumn(
  payload: Uint8Array,
  offset: number,
  layout: Layout,
  length: number,
): Uint32Array {
  const values = new Uint32Array(length);
  for (let b = 0; b < layout.bytes; b++) {
    const plane = offset + b * length;
    for (let i = 0; i < length; i++) values[i]! |= payload[plane + i]! << (8 * b);
  }
  if (layout.delta) {
    let previous = 0;
    for (let i = 0; i < length; i++) values[i] = previous = (previous + unzigzag(values[i]!)) | 0;
  }
  return values;
}

function toNeighbours(stored: Uint32Array, count: number): Int32Array {
  const neighbours = new Int32Array(count * 6);
  for (let edge = 0; edge < 6; edge++) {
    for (let row = 0; row < count; row++) {
      const value = stored[edge * count + row]!;
      neighbours[row * 6 + edge] = value === 0 ? -1 : row + unzigzag(value);
    }
  }
  return neighbours;
}

function divide<T extends Float32Array | Float64Array>(
  from: Uint32Array | Int32Array,
  layout: Layout,
  to: T,
): T {
  for (let i = 0; i < to.length; i++) to[i] = from[i]! / layout.perUnit;
  return to;
}

function signed(values: Uint32Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.length);
}

/** Small magnitudes of either sign to small unsigned numbers: 0, -1, 1, -2 become 0, 1, 2, 3. */
function zigzag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0;
}

function unzigzag(value: number): number {
  return (value >>> 1) ^ -(value & 1);
}

/** FNV-1a over 32 bits: one multiplication a byte, and any single changed byte changes it. */
function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash >>> 0;
}

const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
