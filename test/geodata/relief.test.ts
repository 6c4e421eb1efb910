import { PMTiles } from "pmtiles";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { readData } from "./read-data.ts";

const bytes = readData("relief.pmtiles");
const archive = new PMTiles({
  getKey: () => "relief",
  getBytes: async (offset, length) => ({
    data: Uint8Array.from(bytes.subarray(offset, offset + length)).buffer,
  }),
});
const TILE = 512;

describe("relief", () => {
  let world: Buffer;

  /** Red and opacity, 0 to 255, where the world's tile has a place. */
  function at(lat: number, lng: number): { readonly red: number; readonly alpha: number } {
    const y = (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2;
    const [row, column] = [y, (lng + 180) / 360].map((part) => Math.floor(part * TILE));
    const pixel = 4 * (row! * TILE + column!);
    return { red: world[pixel]!, alpha: world[pixel + 3]! };
  }

  beforeAll(async () => {
    const tile = await archive.getZxy(0, 0, 0);
    world = await sharp(Buffer.from(tile!.data)).ensureAlpha().raw().toBuffer();
    expect(world.length).toBe(TILE * TILE * 4);
  });

  it("is a small archive of PNG tiles of zoom 0 and 1, whole at each", async () => {
    expect(bytes.length).toBeLessThan(300_000);
    const header = await archive.getHeader();
    expect(header).toMatchObject({ tileType: 2, tileCompression: 1, minZoom: 0, maxZoom: 1 });
    for (const [x, y] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      const tile = await archive.getZxy(1, x, y);
      const { width, height, format } = await sharp(Buffer.from(tile!.data)).metadata();
      expect([width, height, format]).toEqual([TILE, TILE, "png"]);
    }
  });

  it.each([
    ["the Pacific", 0, -140],
    ["the North Sea", 56, 3],
    ["the plains of western Siberia", 60, 72],
    ["Antarctica, whose grid has seams", -80, 90],
  ])("leaves %s clear", (_place, lat, lng) => {
    expect(at(lat, lng).alpha).toBe(0);
  });

  it.each([
    ["the southern slope of the Himalaya", 27.6, 86.5],
    ["the eastern slope of the Bolivian Andes", -17, -65.8],
  ])("has shadow on %s, away from the light", (_place, lat, lng) => {
    expect(at(lat, lng).red).toBeLessThan(60);
    expect(at(lat, lng).alpha).toBeGreaterThan(40);
  });

  it.each([
    ["the northern edge of Tibet", 36.6, 84],
    ["the slope that rises from the Atacama", -24, -69.5],
  ])("has light on %s", (_place, lat, lng) => {
    expect(at(lat, lng).red).toBe(255);
    expect(at(lat, lng).alpha).toBeGreaterThan(20);
  });
});
