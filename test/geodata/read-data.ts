import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { decodeLandCells, findCell, type LandCells } from "../../core/earth/land-cells.ts";
import { decodeLandMask } from "../../core/earth/land-mask.ts";
import { decodePlaceNames } from "../../core/earth/place-names.ts";

/** A committed file of geodata/data. */
export function readData(file: string): Buffer {
  return readFileSync(fileURLToPath(new URL(`../../geodata/data/${file}`, import.meta.url)));
}

export const readCells = () => decodeLandCells(gunzipSync(readData("cells.bin.gz")));
export const readMask = () => decodeLandMask(gunzipSync(readData("land.bin.gz")));
export const readNames = () =>
  decodePlaceNames(gunzipSync(readData("places.json.gz")).toString("utf8"));

/** Row of the cell with a hexadecimal H3 index; throws if it is not a land cell. */
export function rowOf(cells: LandCells, h3: string): number {
  const row = findCell(cells, BigInt(`0x${h3}`));
  if (row < 0) throw new Error(`${h3} is not a land cell.`);
  return row;
}
