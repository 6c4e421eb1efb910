import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../../server/game/ids.ts";
import { addPhoto } from "../../../server/game/photos.ts";
import { LIMITS, openTable, PLACES, picture, type Table } from "./fixture.ts";
import { code, plain } from "./requests.ts";
import { STORES, type Store } from "./stores.ts";

describe.each(STORES)(
  "photos of packs in $name",
  { timeout: 120_000 },
  ({ name, isMissing, start }) => {
    if (isMissing) {
      it.skip(`${name} is not installed`, () => {});
      return;
    }
    let store: Store;
    let table: Table;

    beforeAll(async () => {
      store = await start();
      table = await openTable(store.settings);
    }, 120_000);
    afterAll(async () => {
      await table?.close();
      await store?.stop();
    });

    it("refuses photos that are no good for the game", async () => {
      const add = async (bytes: Uint8Array, at: { lat: number; lng: number } | null) =>
        addPhoto(
          table.database,
          table.geography,
          LIMITS,
          { pack: "places" },
          {
            bytes,
            at,
            attribution: "",
            licence: "",
            url: null,
            source: null,
          },
        );
      expect(await add(await picture(0, null), PLACES[0]!)).toMatchObject({
        skipped: expect.stringContaining("nearly the same"),
      });
      await expect(add(await picture(300, null), null)).rejects.toEqual(
        code("photo_without_place"),
      );
      for (const at of [
        { lat: 0, lng: 0 },
        { lat: 0, lng: -140 },
        { lat: 95, lng: 0 },
      ]) {
        await expect(add(await picture(301, null), at)).rejects.toEqual(
          code("photo_without_place"),
        );
      }
    });

    it("takes and shows web addresses alone as where a photo came from", async () => {
      const add = async (url: string) =>
        addPhoto(
          table.database,
          table.geography,
          LIMITS,
          { pack: "addresses" },
          {
            bytes: await picture(310, null),
            at: PLACES[0]!,
            attribution: "",
            licence: "",
            url,
            source: null,
          },
        );
      for (const url of [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.org/x",
        "example.org",
        " https://example.org",
        "https://",
      ]) {
        await expect(add(url), url).rejects.toThrow("expected an address that begins with http://");
      }
      const player = newId();
      const game = await table.games.start(player, plain("five"), null);
      await table.query("update photos set url = 'javascript:alert(1)'", []);
      await table.games.open(player, game.id, 1);
      const shown = await table.games.guess(player, game.id, 1, { lat: 1, lng: 1 }, null);
      await table.query("update photos set url = null", []);
      expect(shown.rounds[0]!.reveal!.credit.url).toBeNull();
    });
  },
);
