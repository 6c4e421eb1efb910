import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);
const PALETTE_COLOURS = 3;
/** Each byte as its difference to the one on its left. */
const SUB = 1;

/** A colour with its opacity, each 0 to 255. */
export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

/**
 * A square PNG of indexed colours, a byte a pixel.
 * https://www.w3.org/TR/png-3/
 *
 * @param indices row by row from the upper left, into the palette
 */
export function writePng(side: number, indices: Uint8Array, palette: readonly Rgba[]): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, PALETTE_COLOURS, 0, 0, 0], 8);
  const rows = new Uint8Array(side * (side + 1));
  for (let y = 0; y < side; y++) {
    rows[y * (side + 1)] = SUB;
    for (let x = 0; x < side; x++) {
      const left = x === 0 ? 0 : indices[y * side + x - 1]!;
      rows[y * (side + 1) + 1 + x] = indices[y * side + x]! - left;
    }
  }
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", Uint8Array.from(palette.flatMap((colour) => colour.slice(0, 3)))),
    chunk("tRNS", Uint8Array.from(palette.map(([, , , alpha]) => alpha))),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", new Uint8Array()),
  ]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
