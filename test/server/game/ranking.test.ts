import { describe, expect, it } from "vitest";
import { newId } from "../../../server/game/ids.ts";
import { begin, onEachStore, playRound } from "./fixture.ts";
import { PIN, plain } from "./requests.ts";

onEachStore("what counts on boards", (table) => {
  it("ranks only games whose photos the player had not seen", async () => {
    const player = newId();
    const first = await begin(table, player, plain("bet"));
    for (let n = 1; n <= 10; n++) {
      await playRound(table, player, first.id, n, { lat: null, lng: null });
    }
    expect(first.ranked).toBe(true);
    expect((await begin(table, player, plain("five"))).ranked).toBe(false);
  });

  describe("against whoever looks a photo up in another game", () => {
    const seen = new Map<string, { lat: number; lng: number }>();
    const photoOf = async (player: string, id: string, n: number) =>
      Buffer.from(await table.games.photo(player, id, n)).toString("base64");
    const boardOf = async (player: string) => {
      const { standings } = await table.games.leaderboard(player, "five", null);
      return standings.find(({ isYou }) => isYou);
    };

    it("counts no game whose photos were learnt from games that were started with it", async () => {
      const player = newId();
      const games = [];
      for (let i = 0; i < 6; i++) games.push(await begin(table, player, plain("five")));
      expect(games.map(({ ranked }) => ranked)).toEqual(Array(6).fill(true));
      for (const { id } of games.slice(0, 5)) {
        for (let n = 1; n <= 5; n++) {
          await table.games.open(player, id, n);
          const photo = await photoOf(player, id, n);
          const { rounds } = await table.games.guess(player, id, n, PIN, null);
          seen.set(photo, rounds[n - 1]!.reveal!.truth);
        }
      }
      const honest = await boardOf(player);
      let last = games[5]!;
      for (let n = 1; n <= 5; n++) {
        await table.games.open(player, last.id, n);
        const known = seen.get(await photoOf(player, last.id, n));
        last = await table.games.guess(player, last.id, n, known ?? PIN, null);
      }
      expect(last.points).toBeGreaterThan(honest!.points);
      expect(last.ranked).toBe(false);
      expect(await boardOf(player)).toEqual(honest);
    });

    it("counts no game whose photo was open while another game told its place", async () => {
      const player = newId();
      const photo = async (id: string) =>
        (
          await table.query<{ photo_id: string }>(
            "select photo_id from rounds where game_id = $1 and n = 1",
            [id],
          )
        )[0]!.photo_id;
      const held = await begin(table, player, plain("five"));
      await table.games.open(player, held.id, 1);
      const other = await begin(table, player, plain("bet"));
      await table.query("update rounds set photo_id = $1 where game_id = $2 and n = 1", [
        await photo(held.id),
        other.id,
      ]);
      const bet = { lat: 0, lng: 0, radiusKm: 100, confidence: 0.5 };
      const told = await playRound(table, player, other.id, 1, bet);
      expect(told.ranked).toBe(false);
      const { truth } = told.rounds[0]!.reveal!;
      expect((await table.games.game(player, held.id)).ranked).toBe(true);
      const after = await table.games.guess(player, held.id, 1, truth, null);
      expect(after).toMatchObject({ points: 5000, ranked: false });
    });

    it("counts one at most of two games that show a photo at the same time", async () => {
      const player = newId();
      const games = await Promise.all([1, 2].map(() => begin(table, player, plain("five"))));
      await table.query(
        `update rounds set photo_id = (select photo_id from rounds where game_id = $1 and n = 1)
         where game_id = $2 and n = 1`,
        games.map(({ id }) => id),
      );
      const open = await Promise.all(games.map(({ id }) => table.games.open(player, id, 1)));
      expect(open.filter(({ ranked }) => ranked)).toHaveLength(1);
    });

    it("counts games beside each other that share no photo, and opens twice without harm", async () => {
      const player = newId();
      const games = await Promise.all([1, 2].map(() => begin(table, player, plain("five"))));
      const ids = await table.query<{ id: string }>("select id from photos order by id");
      for (const [g, { id }] of games.entries()) {
        for (let n = 1; n <= 5; n++) {
          await table.query("update rounds set photo_id = $1 where game_id = $2 and n = $3", [
            ids[g * 5 + n]!.id,
            id,
            n,
          ]);
        }
      }
      for (let n = 1; n <= 5; n++) {
        for (const { id } of games) {
          await table.games.open(player, id, n);
          const { ranked } = await playRound(table, player, id, n, PIN);
          expect(ranked).toBe(true);
        }
      }
    });
  });
});
