import { describe, expect, it } from "vitest";
import type { NewGame } from "../../../core/game/api.ts";
import type { Locate } from "../../../core/locate/locate.ts";
import { newId } from "../../../server/game/ids.ts";
import { type BUNDLE, locateFrankfurt, playRound, useTable } from "./fixture.ts";

const FIVE: NewGame = { mode: "five", strength: "full", timerS: null };
const PIN = { lat: 10, lng: 20 };
const OTHER = { name: "geoclip", version: "swapped-in" };

const table = useTable();

const playsOf = ({ name, version }: typeof BUNDLE) =>
  table.query("select photo_id from plays where bundle = $1", [`${name} ${version}`]);

describe("a model that is exchanged while a game runs", () => {
  it("never answers under the name of the one before: the round counts without a model", async () => {
    const before = { name: "made-up", version: "2" };
    let answering = before;
    const locate: Locate = async (...asked) => ({
      ...(await locateFrankfurt(...asked)),
      model: answering,
    });
    const games = table.play(locate, () => answering);
    const player = newId();
    const { id } = await games.start(player, FIVE, null);
    const first = await playRound({ games }, player, id, 1, PIN);
    expect(first.rounds[0]!.reveal!.model).not.toBeNull();
    answering = OTHER;
    const second = await playRound({ games }, player, id, 2, PIN);
    expect(second.model).toEqual(before);
    // What the bundle of the game has said before stays.
    expect(second.rounds[0]!.reveal!.model).toEqual(first.rounds[0]!.reveal!.model);
    expect(second.rounds[1]!.reveal!.model).toBeNull();
    expect(second.modelPoints).toBe(first.modelPoints);
    expect(await playsOf(before)).toHaveLength(1);
    expect(await playsOf(OTHER)).toHaveLength(0);
    await expect(games.prediction(player, id, 2)).rejects.toMatchObject({ code: "game_unknown" });
  });

  it("is found out by what the prediction itself says, should the exchange come in between", async () => {
    const before = { name: "made-up", version: "3" };
    const locate: Locate = async (...asked) => ({
      ...(await locateFrankfurt(...asked)),
      model: OTHER,
    });
    const games = table.play(locate, () => before);
    const player = newId();
    const { id } = await games.start(player, FIVE, null);
    const game = await playRound({ games }, player, id, 1, PIN);
    expect(game.rounds[0]!.reveal!.model).toBeNull();
    expect(game.modelPoints).toBe(0);
    expect(await playsOf(before)).toHaveLength(0);
  });
});

describe("plays that wait", () => {
  it("hold no photo: its bytes are read when the model is free", async () => {
    const model = { name: "made-up", version: "4" };
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let located = 0;
    const locate: Locate = async (...asked) => {
      located += 1;
      await held;
      return { ...(await locateFrankfurt(...asked)), model };
    };
    const games = table.play(locate, () => model);
    table.statements.length = 0;
    // Players look at photos of their own draw; the model thinks about two at a time.
    const looking: string[] = [];
    for (let i = 0; i < 10; i++) {
      const player = newId();
      const { id } = await games.start(player, FIVE, null);
      await games.open(player, id, 1);
      looking.push(id);
    }
    const photos = await table.query(
      "select distinct photo_id from rounds where n = 1 and game_id = any($1::text[])",
      [looking],
    );
    expect(photos.length).toBeGreaterThan(2);
    await expect.poll(() => located).toBe(2);
    const reads = () => table.statements.filter((sql) => /\bbytes\b.* from /.test(sql)).length;
    expect(reads()).toBe(2);
    release();
    await expect.poll(() => playsOf(model), { timeout: 10_000 }).toHaveLength(photos.length);
    expect(reads()).toBe(photos.length);
  });
});

describe("what it takes to show a game", () => {
  it("is the same number of statements at 1, 12 and 100 locked rounds", async () => {
    const { games } = table;
    const player = newId();
    const { id, challenge } = await games.start(player, FIVE, null);
    const other = await games.start(newId(), { ...FIVE, mode: "challenge", challenge }, null);
    const counts: number[] = [];
    for (const locked of [1, 12, 100]) {
      await lockUpTo([id, other.id], locked);
      table.statements.length = 0;
      const game = await games.game(player, id);
      counts.push(table.statements.length);
      const shown = game.rounds.filter(({ reveal }) => reveal?.others.length === 1);
      expect(shown).toHaveLength(locked);
    }
    expect(counts).toEqual([4, 4, 4]);
  });
});

/** Gives games rounds that are locked up to one, and one that is not. */
async function lockUpTo(games: readonly string[], locked: number) {
  for (const id of games) {
    await table.query(
      `insert into rounds (game_id, n, photo_id, opened_at)
       select $1, n, (select photo_id from rounds where game_id = $1 and n = 1), 0
       from generate_series(1, $2::int) n on conflict do nothing`,
      [id, locked + 1],
    );
    await table.query(
      `insert into guesses (game_id, n, lat, lng, distance_km, points, used_ms, created_at)
       select $1, n, 1, 2, 3, 4, 5, 6 from generate_series(1, $2::int) n on conflict do nothing`,
      [id, locked],
    );
  }
}
