import { describe, expect, it } from "vitest";
import {
  decodeLandCells,
  encodeLandCells,
  findCell,
  type LandCells,
  NO_CITY,
  NONE,
} from "../../../core/earth/land-cells.ts";

/** Three made-up cells that reach every extreme of every column. */
function someCells(): LandCells {
  return {
    resolution: 4,
    count: 3,
    ids: BigUint64Array.of(0x840153bffffffffn, 0x841fb47ffffffffn, 0x84f2931ffffffffn),
    areaKm2: Float64Array.of(897.1234, 2136.5, 1770),
    landFraction: Float32Array.of(0.001, 1, 0.5),
    lng: Float32Array.of(-180, 179.9999, 2.3522),
    lat: Float32Array.of(-90, 90, 48.8566),
    country: Uint16Array.of(NONE, 0, NONE),
    division: Uint16Array.of(0, NONE, 3000),
    city: Uint32Array.of(NO_CITY, 0, 20_000),
    population: Float32Array.of(0, 20_500_000, 0.1),
    landCover: Uint8Array.of(0, 16, 13),
    urbanFraction: Float32Array.of(0, 1, 0.25),
    climate: Uint8Array.of(0, 31, 10),
    drivingSide: Uint8Array.of(0, 1, 2),
    elevationM: Int16Array.of(-430, 5916, 0),
    neighbours: Int32Array.of(-1, 1, 2, -1, -1, -1, 0, -1, -1, -1, -1, -1, -1, -1, 0, 1, -1, -1),
  };
}

describe("land cells", () => {
  it("come back from their bytes, to the documented digits", () => {
    const decoded = decodeLandCells(encodeLandCells(someCells()));
    expect(decoded).toEqual(someCells());
  });

  it("give the same bytes when encoded again", () => {
    const bytes = encodeLandCells(someCells());
    expect(encodeLandCells(decodeLandCells(bytes))).toEqual(bytes);
  });

  it("are read from the middle of a larger buffer", () => {
    const bytes = encodeLandCells(someCells());
    const larger = new Uint8Array(bytes.length + 10);
    larger.set(bytes, 7);
    expect(decodeLandCells(larger.subarray(7, 7 + bytes.length))).toEqual(someCells());
  });

  it("refuse other formats, versions, lengths and any changed byte", () => {
    const bytes = encodeLandCells(someCells());
    const changed = (at: number) => {
      const copy = bytes.slice();
      copy[at]! ^= 1;
      return copy;
    };
    expect(() => decodeLandCells(new Uint8Array(3))).toThrow("3 bytes");
    expect(() => decodeLandCells(changed(0))).toThrow("begins with 0x");
    expect(() => decodeLandCells(changed(4))).toThrow("has version 0, this program reads 1");
    expect(() => decodeLandCells(bytes.subarray(0, -1))).toThrow("3 cells need");
    for (let at = 12; at < bytes.length; at++)
      expect(() => decodeLandCells(changed(at)), `byte ${at}`).toThrow("damaged");
    expect(() => decodeLandCells(changed(20))).toThrow(
      expect.objectContaining({ code: "geodata_invalid" }),
    );
  });

  it("are found by their index, and others are not", () => {
    const cells = someCells();
    expect([...cells.ids].map((id) => findCell(cells, id))).toEqual([0, 1, 2]);
    for (const id of [0n, 0x840153cffffffffn, 0xffffffffffffffffn])
      expect(findCell(cells, id)).toBe(-1);
  });
});
