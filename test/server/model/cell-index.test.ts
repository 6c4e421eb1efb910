import { mkdir, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { LandCells } from "../../../core/earth/land-cells.ts";
import { dotRow } from "../../../core/locate/vectors.ts";
import { readGeography } from "../../../server/geodata/geography.ts";
import { type Bundle, openBundle } from "../../../server/model/bundle.ts";
import { openCellIndex } from "../../../server/model/cell-index.ts";
import {
  type LocationEncoder,
  openLocationEncoder,
} from "../../../server/model/location-encoder.ts";
import { TINY, temporaryFolder } from "./fixture.ts";

const CELLS = 5000;

let bundle: Bundle;
let encoder: LocationEncoder;
let cells: LandCells;

beforeAll(async () => {
  bundle = await openBundle(TINY);
  encoder = await openLocationEncoder(bundle, 1);
  const all = (await readGeography()).cells;
  // A few thousand of the Earth's: what is checked does not depend on how many there are.
  cells = {
    ...all,
    count: CELLS,
    ids: all.ids.subarray(0, CELLS),
    lng: all.lng.subarray(0, CELLS),
    lat: all.lat.subarray(0, CELLS),
  };
});

/** Opens the index and notes what it says and how often it encodes. */
async function open(folder: string) {
  const notes: string[] = [];
  let encoded = 0;
  const counting: LocationEncoder = {
    ...encoder,
    encode(points) {
      encoded += points.length;
      return encoder.encode(points);
    },
  };
  const index = await openCellIndex(bundle, counting, cells, folder, {
    log: (message) => notes.push(message),
  });
  return { index, notes, encoded };
}

describe("openCellIndex", () => {
  it("encodes every land cell's point to a unit vector", async () => {
    const { index, encoded } = await open(await temporaryFolder());
    expect(encoded).toBe(cells.count);
    for (const row of [0, 4321, cells.count - 1]) {
      const vector = index.vectors.slice(row * 8, (row + 1) * 8);
      const [own] = [await encoder.encode([[cells.lng[row]!, cells.lat[row]!]])];
      expect(dotRow(vector, own, 0)).toBeCloseTo(1, 5);
    }
  });

  it("reads what it kept, without encoding again", async () => {
    const folder = await temporaryFolder();
    const first = await open(folder);
    const second = await open(folder);
    expect(second.encoded).toBe(0);
    expect(second.notes).toEqual([]);
    expect(second.index.vectors).toEqual(first.index.vectors);
    expect(await readdir(folder)).toHaveLength(1);
  });

  it.each<[string, (file: string) => Promise<void>, RegExp]>([
    ["cut short", (file) => truncate(file, 1000), /has 1000 bytes of \d+; it is made again/],
    [
      "of another kind",
      (file) => writeFile(file, "hello"),
      /is not a cell index; it is made again/,
    ],
    [
      "of another bundle",
      async (file) => {
        const bytes = await readFile(file);
        bytes[20]! ^= 1;
        await writeFile(file, bytes);
      },
      /is of another bundle; it is made again/,
    ],
  ])("makes a file that is %s again and says so", async (_, damage, message) => {
    const folder = await temporaryFolder();
    const first = await open(folder);
    const file = join(folder, (await readdir(folder))[0]!);
    await damage(file);
    const second = await open(folder);
    expect(second.notes).toEqual([expect.stringMatching(message)]);
    expect(second.index.vectors).toEqual(first.index.vectors);
    expect((await open(folder)).notes).toEqual([]);
  });

  it("goes on when nothing can be kept, and says what to do", async () => {
    const folder = await temporaryFolder();
    const blocked = join(folder, "cache");
    await writeFile(blocked, "a file where the folder should be");
    const { index, notes } = await open(blocked);
    expect(index.vectors).toHaveLength(cells.count * 8);
    expect(notes).toEqual([expect.stringMatching(/cannot be kept .*GRATICULE_CACHE/)]);
  });

  it("makes the folder it is to keep the index in", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "a"));
    expect((await open(join(folder, "a", "b", "c"))).notes).toEqual([]);
  });
});
