import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addPhoto } from "../../../server/game/photos.ts";
import { addStarterPack, STARTER_PACK } from "../../../server/game/starter-pack.ts";
import { readGeography } from "../../../server/geodata/geography.ts";
import type { Database } from "../../../server/store/database.ts";
import { listPacks, removePack } from "../../../server/store/photos.ts";
import { openDatabase } from "../../../server/store/storage.ts";
import { temporaryFolder } from "../model/fixture.ts";
import { LIMITS, PLACES, picture } from "./fixture.ts";

describe("the starter pack", { timeout: 120_000 }, () => {
  let database: Database;
  const geography = readGeography();
  const packs = () => listPacks(database.queries);
  const add = async () => addStarterPack(database, await geography, LIMITS);

  beforeAll(async () => {
    database = await openDatabase({ data: await temporaryFolder(), databaseUrl: null });
  }, 60_000);

  afterAll(() => database?.close());

  it("is added where there are no photos, once, with its licence", async () => {
    expect(await add()).toBe(49);
    expect(await packs()).toEqual([{ name: STARTER_PACK, photos: 49, licences: ["CC BY-SA 4.0"] }]);
    expect(await add()).toBe(0);
  });

  it("is completed where somebody was stopped in the middle", async () => {
    await database.queries
      .deleteFrom("photos")
      .where("source", "in", [
        `${STARTER_PACK}/osv5m-02293ea65d.webp`,
        `${STARTER_PACK}/osv5m-ff3c497313.webp`,
      ])
      .execute();
    expect(await add()).toBe(2);
    expect(await packs()).toMatchObject([{ photos: 49 }]);
  });

  it("stays away where there are others", async () => {
    const own = { at: PLACES[0]!, licence: null, attribution: null, url: null, source: null };
    const bytes = await picture(700, PLACES[0]!);
    await addPhoto(database, await geography, LIMITS, { pack: "own" }, { bytes, ...own });
    await removePack(database.queries, STARTER_PACK);
    expect(await add()).toBe(0);
    expect(await packs()).toMatchObject([{ name: "own", photos: 1 }]);
  });
});
