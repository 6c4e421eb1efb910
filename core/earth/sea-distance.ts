import { GraticuleError } from "../contracts/errors.ts";
import { type LngLat, wrapLng } from "./lng-lat.ts";

/** How far land is from the sea: an equirectangular grid, row 0 in the north, column 0 at 180 W. */
export interface SeaDistance {
  /** Squares from 180 W to 180 E. */
  readonly width: number;
  /** Squares from 90 N to 90 S. */
  readonly height: number;
  /** Of each square's centre, by `toCode`. */
  readonly codes: Uint8Array;
}

/** "GSEA" when read as little-endian bytes. */
const MAGIC = 0x4145_5347;
const VERSION = 1;
/** magic u32, version u16, nothing u16, width u32, height u32. */
const HEADER_BYTES = 16;

/** Farther out at sea than this is not told apart, km. */
const DEEPEST_KM = 30;
/** Up to here steps are of 1 km, then of 2 km; km. */
const FINE_KM = 100;
const MIDDLE_KM = 300;
const COARSE_STEP_KM = 100;

/** Kilometres to the shore, negative at sea, as a byte. */
export function toCode(km: number): number {
  if (km <= FINE_KM) return Math.round(Math.max(km, -DEEPEST_KM)) + DEEPEST_KM;
  if (km <= MIDDLE_KM) return 130 + Math.round((km - FINE_KM) / 2);
  return Math.min(0xff, 230 + Math.round((km - MIDDLE_KM) / COARSE_STEP_KM));
}

function toKm(code: number): number {
  if (code <= 130) return code - DEEPEST_KM;
  return code <= 230 ? FINE_KM + 2 * (code - 130) : MIDDLE_KM + COARSE_STEP_KM * (code - 230);
}

/** The grid as bytes, not yet gzipped: each value as the difference to the one in the west. */
export function encodeSeaDistance({ width, height, codes }: SeaDistance): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + codes.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, VERSION, true);
  view.setUint32(8, width, true);
  view.setUint32(12, height, true);
  codes.forEach((code, i) => {
    bytes[HEADER_BYTES + i] = code - (i % width === 0 ? 0 : codes[i - 1]!);
  });
  return bytes;
}

/** The grid from the bytes of `encodeSeaDistance`; throws `geodata_invalid` when they are anything else. */
export function decodeSeaDistance(bytes: Uint8Array): SeaDistance {
  const refuse = (problem: string) =>
    new GraticuleError(
      "geodata_invalid",
      `The distances to the sea ${problem}. Restore geodata/data/sea.bin.gz, or run "npm run geodata".`,
    );
  if (bytes.length < HEADER_BYTES) {
    throw refuse(`have ${bytes.length} bytes, their header alone needs ${HEADER_BYTES}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0, true);
  if (magic !== MAGIC) {
    throw refuse(`begin with 0x${magic.toString(16)}, expected 0x${MAGIC.toString(16)}`);
  }
  const version = view.getUint16(4, true);
  if (version !== VERSION) throw refuse(`have version ${version}, this program reads ${VERSION}`);
  const [width, height] = [view.getUint32(8, true), view.getUint32(12, true)];
  const expected = HEADER_BYTES + width * height;
  if (bytes.length !== expected) throw refuse(`have ${bytes.length} bytes, expected ${expected}`);
  const codes = new Uint8Array(width * height);
  for (let i = 0; i < codes.length; i++) {
    codes[i] = bytes[HEADER_BYTES + i]! + (i % width === 0 ? 0 : codes[i - 1]!);
  }
  return { width, height, codes };
}

/** Kilometres from a position to the nearest shore of the sea, 0 at sea; bilinear, good to about 3 km near shores. */
export function seaDistanceKm({ width, height, codes }: SeaDistance, [lng, lat]: LngLat): number {
  const x = ((wrapLng(lng) + 180) / 360) * width - 0.5;
  const y = Math.max(0, Math.min(height - 1, ((90 - lat) / 180) * height - 0.5));
  const [west, north] = [Math.floor(x), Math.floor(y)];
  const south = Math.min(height - 1, north + 1);
  const at = (column: number, row: number) =>
    toKm(codes[row * width + ((column + width) % width)]!);
  const [u, v] = [x - west, y - north];
  const top = at(west, north) * (1 - u) + at(west + 1, north) * u;
  const bottom = at(west, south) * (1 - u) + at(west + 1, south) * u;
  return Math.max(0, top * (1 - v) + bottom * v);
}
