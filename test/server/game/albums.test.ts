import { expect, it } from "vitest";
import { newId } from "../../../server/game/ids.ts";
import { ALBUMS, begin, onEachStore, PLACES, picture } from "./fixture.ts";
import { code, plain } from "./requests.ts";

onEachStore("albums", (table) => {
  const photos = (from: number, count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, i) => picture(from + i, PLACES[i % PLACES.length]!)),
    );
  const isFull = (result: PromiseSettledResult<unknown>) =>
    result.status === "rejected" && (result.reason as { code: string }).code === "album_full";
  const count = async () =>
    (
      await table.query<{ n: number }>(
        "select count(*)::int as n from photos where album_id is not null",
      )
    )[0]!.n;

  it("hold what they may, of one and of all together, however many photos come at once", async () => {
    const [a, b] = [newId(), newId()];
    await table.query("delete from albums");
    const first = await table.games.createAlbum(a);
    const many = await photos(1000, 56);
    const sent = await Promise.allSettled(
      many.map((photo) => table.games.addToAlbum(a, first.album, photo)),
    );
    expect(await count()).toBe(50);
    expect(sent.filter(isFull)).toHaveLength(6);
    const second = await table.games.createAlbum(b);
    const more = await Promise.allSettled(
      (await photos(2000, 36)).map((photo) => table.games.addToAlbum(b, second.album, photo)),
    );
    expect(await count()).toBe(ALBUMS.maxAlbumPhotos);
    expect(more.filter(isFull)).toHaveLength(6);
    await table.games.deleteAlbum(a, first.album);
    await table.games.addToAlbum(b, second.album, await picture(3000, PLACES[0]!));
  });

  it("are five at most, however many are opened at once", async () => {
    const player = newId();
    const opened = await Promise.allSettled(
      Array.from({ length: 12 }, () => table.games.createAlbum(player)),
    );
    expect(opened.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
    expect(opened.filter(isFull)).toHaveLength(7);
  });

  it("are shut when their time is over, and gone though nobody opens another", async () => {
    const player = newId();
    await table.query("delete from albums");
    const { album } = await table.games.createAlbum(player);
    await table.games.addToAlbum(player, album, await picture(4000, PLACES[0]!));
    expect(await table.games.removeExpiredAlbums()).toBe(0);
    table.clock.now += ALBUMS.albumDays * 24 * 3_600_000;
    const late = picture(4001, PLACES[1]!).then((photo) =>
      table.games.addToAlbum(player, album, photo),
    );
    await expect(late).rejects.toEqual(code("game_unknown"));
    expect(await count()).toBe(1);
    expect(await table.games.removeExpiredAlbums()).toBe(1);
    expect(await count()).toBe(0);
  });

  it("plays private albums and keeps them out of packs, boards and strangers' hands", async () => {
    const [owner, friend] = [newId(), newId()];
    const { album } = await table.games.createAlbum(owner);
    await expect(begin(table, owner, plain("album", { album }))).rejects.toEqual(code("no_photos"));
    for (let i = 0; i < 3; i++) {
      await table.games.addToAlbum(owner, album, await picture(100 + i, PLACES[i]!));
    }
    await expect(
      table.games.addToAlbum(friend, album, await picture(200, PLACES[0]!)),
    ).rejects.toEqual(code("not_your_game"));
    await expect(table.games.addToAlbum(owner, album, await picture(201, null))).rejects.toEqual(
      code("photo_without_place"),
    );
    expect((await table.games.packs()).photos).toBe(PLACES.length);
    const game = await begin(table, friend, plain("album", { album }));
    expect(game).toMatchObject({ roundCount: 3, ranked: false });
    await expect(table.games.deleteAlbum(friend, album)).rejects.toEqual(code("not_your_game"));
    const { albums } = await table.games.player(owner);
    expect(albums).toMatchObject([{ album, photos: 3 }]);
    expect((await table.games.player(friend)).openGame?.id).toBe(game.id);
    await table.games.deleteAlbum(owner, album);
    expect((await table.games.player(owner)).albums).toEqual([]);
    expect((await table.games.player(friend)).openGame).toBeNull();
    await expect(begin(table, friend, plain("album", { album }))).rejects.toEqual(
      code("game_unknown"),
    );
  });
});
