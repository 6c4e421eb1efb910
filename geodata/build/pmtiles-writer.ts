import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { zxyToTileId } from "pmtiles";

/** One encoded tile, not yet compressed. */
export interface Tile {
  readonly z: number;
  readonly x: number;
  readonly y: number;
  readonly bytes: Uint8Array;
}

/** A run of equal tiles in the order of their ids. */
interface Entry {
  readonly id: number;
  readonly offset: number;
  readonly length: number;
  run: number;
}

const HEADER_BYTES = 127;

/** The specification wants header and root directory within the first 16 KiB. */
const ROOT_LIMIT_BYTES = 16_384 - HEADER_BYTES;

const NONE = 1;
const GZIP = 2;

/** What tiles are, with the header's number for it. PNG is compressed by itself. */
const TILE_TYPES = {
  vector: { type: 1, compression: GZIP },
  png: { type: 2, compression: NONE },
} as const;

export type TileKind = keyof typeof TILE_TYPES;

/**
 * A PMTiles archive (specification version 3) of tiles of the whole world, clustered, equal tiles kept once, with a root
 * directory only.
 * https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
 */
export function writePMTiles(
  tiles: readonly Tile[],
  metadata: object,
  kind: TileKind = "vector",
): Uint8Array {
  const sorted = tiles
    .map((tile) => ({ id: zxyToTileId(tile.z, tile.x, tile.y), bytes: tile.bytes }))
    .sort((a, b) => a.id - b.id);
  const entries: Entry[] = [];
  const chunks: Uint8Array[] = [];
  const known = new Map<string, { offset: number; length: number }>();
  let dataBytes = 0;
  for (const { id, bytes } of sorted) {
    const hash = createHash("sha256").update(bytes).digest("base64");
    let place = known.get(hash);
    if (!place) {
      const stored = kind === "vector" ? gzipSync(bytes, { level: 9 }) : bytes;
      place = { offset: dataBytes, length: stored.length };
      known.set(hash, place);
      chunks.push(stored);
      dataBytes += stored.length;
    }
    const last = entries.at(-1);
    if (last && last.offset === place.offset && last.id + last.run === id) last.run++;
    else entries.push({ id, ...place, run: 1 });
  }

  const root = gzipSync(encodeDirectory(entries), { level: 9 });
  if (root.length > ROOT_LIMIT_BYTES)
    throw new Error(`Root directory: got ${root.length} bytes, at most ${ROOT_LIMIT_BYTES} fit.`);
  const json = gzipSync(JSON.stringify(metadata), { level: 9 });
  const header = encodeHeader({
    kind,
    rootBytes: root.length,
    jsonBytes: json.length,
    dataBytes,
    tiles: sorted.length,
    entries: entries.length,
    contents: chunks.length,
    minZoom: Math.min(...tiles.map((t) => t.z)),
    maxZoom: Math.max(...tiles.map((t) => t.z)),
  });
  return Buffer.concat([header, root, json, ...chunks]);
}

function encodeHeader(of: {
  kind: TileKind;
  rootBytes: number;
  jsonBytes: number;
  dataBytes: number;
  tiles: number;
  entries: number;
  contents: number;
  minZoom: number;
  maxZoom: number;
}): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  const view = new DataView(header.buffer);
  const put64 = (at: number, value: number) => view.setBigUint64(at, BigInt(value), true);
  const putDegrees = (at: number, value: number) => view.setInt32(at, value * 1e7, true);
  header.set(new TextEncoder().encode("PMTiles"));
  view.setUint8(7, 3);
  const dataStart = HEADER_BYTES + of.rootBytes + of.jsonBytes;
  put64(8, HEADER_BYTES);
  put64(16, of.rootBytes);
  put64(24, HEADER_BYTES + of.rootBytes);
  put64(32, of.jsonBytes);
  put64(40, dataStart); // leaf directories: none
  put64(48, 0);
  put64(56, dataStart);
  put64(64, of.dataBytes);
  put64(72, of.tiles);
  put64(80, of.entries);
  put64(88, of.contents);
  view.setUint8(96, 1); // clustered: contents lie in the order of the ids
  view.setUint8(97, GZIP); // directories and metadata
  view.setUint8(98, TILE_TYPES[of.kind].compression);
  view.setUint8(99, TILE_TYPES[of.kind].type);
  view.setUint8(100, of.minZoom);
  view.setUint8(101, of.maxZoom);
  [-180, -85.0511287, 180, 85.0511287].forEach((degrees, i) => {
    putDegrees(102 + 4 * i, degrees);
  });
  view.setUint8(118, of.minZoom);
  putDegrees(119, 0);
  putDegrees(123, 20);
  return header;
}

/** Ids as differences, then runs, lengths and offsets, all as varints; offset 0 means "right after the one before". */
function encodeDirectory(entries: readonly Entry[]): Uint8Array {
  const bytes: number[] = [];
  const put = (value: number) => {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
    bytes.push(rest);
  };
  put(entries.length);
  entries.forEach((entry, i) => {
    put(entry.id - (entries[i - 1]?.id ?? 0));
  });
  for (const entry of entries) put(entry.run);
  for (const entry of entries) put(entry.length);
  entries.forEach((entry, i) => {
    const before = entries[i - 1];
    put(before && before.offset + before.length === entry.offset ? 0 : entry.offset + 1);
  });
  return Uint8Array.from(bytes);
}
