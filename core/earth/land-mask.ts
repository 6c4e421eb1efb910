import { GraticuleError } from "../contracts/errors.ts";
import { distanceKm, type LngLat, wrapLng } from "./lng-lat.ts";

/** Which parts of the Earth are land: an equirectangular grid of bits, row 0 in the north, column 0 at 180 W. */
export interface LandMask {
  /** Pixels from 180 W to 180 E. */
  readonly width: number;
  /** Pixels from 90 N to 90 S. */
  readonly height: number;
  /** Bit `row * width + column`, least significant bit of each byte first; 1 is land. */
  readonly bits: Uint8Array;
}

/** "GMSK" when read as little-endian bytes. */
const MAGIC = 0x4b53_4d47;
const VERSION = 1;
/** magic u32, version u16, nothing u16, width u32, height u32. */
const HEADER_BYTES = 16;

/** Kilometres in one degree of latitude. */
const KM_PER_DEGREE = 111.195;

/** The mask as bytes, not yet gzipped. */
export function encodeLandMask({ width, height, bits }: LandMask): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + bits.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, VERSION, true);
  view.setUint32(8, width, true);
  view.setUint32(12, height, true);
  bytes.set(bits, HEADER_BYTES);
  return bytes;
}

/** The mask from the bytes of `encodeLandMask`, which it shares; throws `geodata_invalid` when they are anything else. */
export function decodeLandMask(bytes: Uint8Array): LandMask {
  const refuse = (problem: string) =>
    new GraticuleError(
      "geodata_invalid",
      `The land mask ${problem}. Restore geodata/data/land.bin.gz, or run "npm run geodata".`,
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
  const width = view.getUint32(8, true);
  const height = view.getUint32(12, true);
  const expected = HEADER_BYTES + Math.ceil((width * height) / 8);
  if (bytes.length !== expected)
    throw refuse(`has ${bytes.length} bytes, ${width} x ${height} pixels need ${expected}`);
  return { width, height, bits: bytes.subarray(HEADER_BYTES) };
}

/** Whether the pixel around a position is land; any longitude will do, latitudes beyond the poles are the pole. */
export function isLand(mask: LandMask, lng: number, lat: number): boolean {
  return isLandPixel(mask, columnOf(mask, lng), rowOf(mask, lat));
}

/**
 * The position itself if it is land, else the centre of the nearest land pixel whose centre is at most `maxKm` away,
 * else null.
 */
export function nearestLand(
  mask: LandMask,
  lng: number,
  lat: number,
  maxKm: number,
): LngLat | null {
  if (isLand(mask, lng, lat)) return [lng, lat];
  const step = 360 / mask.width;
  const reach = Math.ceil(maxKm / KM_PER_DEGREE / step);
  const [column, row] = [columnOf(mask, lng), rowOf(mask, lat)];
  let [best, bestKm]: [LngLat | null, number] = [null, maxKm];
  for (let y = Math.max(0, row - reach); y <= Math.min(mask.height - 1, row + reach); y++) {
    const rowLat = 90 - (y + 0.5) * step;
    // Meridians draw together towards the poles; near them the whole row is within reach.
    const shrink = Math.cos((Math.min(90, Math.abs(rowLat) + reach * step) * Math.PI) / 180);
    const across = Math.min(mask.width / 2, Math.ceil(reach / Math.max(shrink, 1e-6)));
    for (let x = column - across; x <= column + across; x++) {
      if (!isLandPixel(mask, modulo(x, mask.width), y)) continue;
      const point: LngLat = [wrapLng(-180 + (x + 0.5) * step), rowLat];
      const km = distanceKm([lng, lat], point);
      if (km <= bestKm) [best, bestKm] = [point, km];
    }
  }
  return best;
}

function isLandPixel(mask: LandMask, column: number, row: number): boolean {
  const bit = row * mask.width + column;
  return ((mask.bits[bit >> 3]! >> (bit & 7)) & 1) === 1;
}

function columnOf(mask: LandMask, lng: number): number {
  return Math.min(mask.width - 1, Math.floor(((wrapLng(lng) + 180) / 360) * mask.width));
}

function rowOf(mask: LandMask, lat: number): number {
  return Math.max(0, Math.min(mask.height - 1, Math.floor(((90 - lat) / 180) * mask.height)));
}

function modulo(value: number, length: number): number {
  return ((value % length) + length) % length;
}
