import { describe, expect, it } from "vitest";
import { correctPhoto } from "../../../server/game/corrections.ts";
import { newId } from "../../../server/game/ids.ts";
import { addPhoto } from "../../../server/game/photos.ts";
import { findPhoto } from "../../../server/store/photos.ts";
import { LIMITS, MODEL_AT, onEachStore, PLACES, picture, playRound } from "./fixture.ts";
import { code, plain } from "./requests.ts";

onEachStore("photos of packs", (table) => {
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
    await expect(add(await picture(300, null), null)).rejects.toEqual(code("photo_without_place"));
    for (const at of [
      { lat: 0, lng: 0 },
      { lat: 0, lng: -140 },
      { lat: 95, lng: 0 },
    ]) {
      await expect(add(await picture(301, null), at)).rejects.toEqual(code("photo_without_place"));
    }
  });

  describe("that are added again", () => {
    const PACK = { pack: "again" };
    const add = async (seed: number, source: string | null, more: object = {}) =>
      addPhoto(table.database, table.geography, LIMITS, PACK, {
        bytes: await picture(seed, PLACES[0]!),
        at: PLACES[0]!,
        attribution: "Ann",
        licence: "CC0",
        url: null,
        source,
        ...more,
      });
    const rows = (source: string) =>
      table.query<Record<string, unknown>>("select * from photos where source = $1", [source]);

    it("are corrected where position, licence or credit differ, and say from what to what", async () => {
      const first = await add(500, "again/a.jpg");
      expect(await add(500, "again/a.jpg")).toEqual({ ...first, changes: [] });
      const now = {
        ...{ at: PLACES[2]!, licence: "CC BY 4.0", attribution: "Bo" },
        url: "https://example.org/a",
      };
      expect(await add(500, "again/a.jpg", now)).toEqual({
        ...first,
        changes: [
          "position 48.85661, 2.35222 -> 35.68949, 139.69171",
          'licence "CC0" -> "CC BY 4.0"',
          'attribution "Ann" -> "Bo"',
          'url null -> "https://example.org/a"',
        ],
      });
      const [row] = await rows("again/a.jpg");
      expect(row).toMatchObject({ lat: PLACES[2]!.lat, lng: PLACES[2]!.lng });
      expect(row).toMatchObject({ licence: "CC BY 4.0", attribution: "Bo", url: now.url });
      expect(JSON.parse(String(row!.place))).toMatchObject({ countryCode: "JP" });
    });

    it("keep what is not stated again", async () => {
      const first = await add(501, "again/b.jpg", { url: "https://example.org/b" });
      const nothing = { at: null, licence: null, attribution: null };
      expect(await add(501, "again/b.jpg", nothing)).toEqual({ ...first, changes: [] });
      const bare = { ...nothing, bytes: await picture(501, null) };
      expect(await add(501, "again/b.jpg", bare)).toEqual({ ...first, changes: [] });
      expect(await rows("again/b.jpg")).toMatchObject([
        { licence: "CC0", attribution: "Ann", url: "https://example.org/b" },
      ]);
    });

    it("are left as they were, and both named, where it is not clear which one is right", async () => {
      await add(502, "again/c.jpg", { at: PLACES[1]! });
      // The photo says Paris, the list had said Madrid.
      await expect(add(502, "again/c.jpg", { at: null })).rejects.toThrow(
        "the photo itself says 48.85661, 2.35222, the pack has it at 40.41678, -3.70379; to move it, state its position with --csv",
      );
      await expect(add(503, "again/c.jpg")).rejects.toThrow(
        "another photo of that name, again/c.jpg (at 40.41678, -3.70379, CC0, Ann)",
      );
      expect(await add(502, "again/copy of c.jpg")).toEqual({
        skipped:
          "it is nearly the same as again/c.jpg (at 40.41678, -3.70379, CC0, Ann), while this one is at 48.85661, 2.35222",
      });
      const elsewhere = addPhoto(
        table.database,
        table.geography,
        LIMITS,
        { pack: "other" },
        {
          ...{ bytes: await picture(502, null), at: PLACES[1]!, source: "again/c.jpg" },
          ...{ attribution: "Ann", licence: "CC BY 4.0", url: null },
        },
      );
      expect(await elsewhere).toEqual({
        skipped: 'it is in the pack again already; what differs: licence "CC0" -> "CC BY 4.0"',
      });
      expect(await rows("again/c.jpg")).toMatchObject([{ lat: 40.41678, licence: "CC0" }]);
    });

    it.each(["five", "bet"] as const)(
      "and moved are scored anew in games of the mode %s that had them, for player and model",
      async (mode) => {
        const player = newId();
        const circle = mode === "bet" ? { radiusKm: 500, confidence: 0.5 } : {};
        // As far from everything as a pin in the southern Pacific can be.
        const away = { lat: -48, lng: -123, ...circle };
        const game = await table.games.start(player, plain(mode), null);
        for (let n = 1; n <= 2; n++) await playRound(table, player, game.id, n, away);
        const [photo] = await table.query<{ id: string }>(
          `select p.id from rounds r join photos p on p.id = r.photo_id
             where r.game_id = $1 and r.n = 1`,
          [game.id],
        );
        const { points, modelPoints } = await table.games.game(player, game.id);
        const before = (await table.games.game(player, game.id)).rounds[0]!.reveal!;
        // Where one of the two had been: the model with its pin, or the player with the bet.
        const moved = mode === "five" ? MODEL_AT : { lat: away.lat, lng: away.lng };
        const stored = (await findPhoto(table.database.queries, photo!.id))!;
        const stated = { at: moved, attribution: null, licence: null, url: null };
        await table.database.transaction((queries) =>
          correctPhoto(queries, table.geography, stored, stated),
        );
        const after = await table.games.game(player, game.id);
        const { you, model, truth } = after.rounds[0]!.reveal!;
        expect(truth).toEqual(moved);
        expect(you.distanceKm).not.toBe(before.you.distanceKm);
        if (mode === "five") expect(model!.points).toBe(5000);
        else expect(you.points).toBeGreaterThan(0);
        expect(before.model!.points).toBeLessThan(5000);
        expect(before.you.points).toBeLessThan(mode === "five" ? 5000 : 0);
        expect(after.points - points).toBe(you.points - before.you.points);
        expect(after.modelPoints! - modelPoints!).toBe(model!.points - before.model!.points);
        await table.database.transaction((queries) =>
          correctPhoto(
            queries,
            table.geography,
            { ...stored, ...moved },
            { ...stated, at: { lat: stored.lat, lng: stored.lng } },
          ),
        );
        const back = await table.games.game(player, game.id);
        expect(back.rounds[0]!.reveal).toEqual(before);
        expect(back).toMatchObject({ points, modelPoints });
      },
    );
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
});
