import { booleanPointInPolygon } from "@turf/turf";
import { expect, it } from "vitest";
import { PREDICTION_EXAMPLE } from "../../../core/contracts/examples.ts";
import { GRACE_MS } from "../../../core/game/modes.ts";
import { newId } from "../../../server/game/ids.ts";
import {
  BUNDLE,
  begin,
  locateFrankfurt,
  MODEL_AT,
  onEachStore,
  PLACES,
  playRound,
} from "./fixture.ts";
import { code, PIN, plain } from "./requests.ts";

/** Points by a formula of its own: the spherical law of cosines. */
function independentPoints(a: { lat: number; lng: number }, b: { lat: number; lng: number }) {
  const rad = (degrees: number) => (degrees / 180) * Math.PI;
  const cosine =
    Math.sin(rad(a.lat)) * Math.sin(rad(b.lat)) +
    Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.cos(rad(a.lng - b.lng));
  const km = 6371.0088 * Math.acos(Math.max(-1, Math.min(1, cosine)));
  return Math.round(5000 / Math.exp(km / 1492.7));
}

onEachStore("games", (table) => {
  it("plays five rounds, with points that an independent formula gives", async () => {
    const player = newId();
    let game = await begin(table, player, plain("five"));
    let [sum, modelSum] = [0, 0];
    for (let n = 1; n <= 5; n++) {
      expect(game).toMatchObject({ state: "open", round: n, roundCount: 5 });
      const truth = await table.truthOf(game.id, n);
      const guess = { lat: truth.lat / 2, lng: truth.lng / 2 };
      game = await playRound(table, player, game.id, n, guess);
      const { reveal } = game.rounds[n - 1]!;
      expect(reveal!.you.points).toBe(independentPoints(guess, truth));
      expect(reveal!.model!.points).toBe(independentPoints(MODEL_AT, truth));
      expect(reveal!.place.countryCode).toBe(truth.country);
      sum += reveal!.you.points;
      modelSum += reveal!.model!.points;
    }
    expect(game).toMatchObject({ state: "done", round: null, points: sum, modelPoints: modelSum });
    const board = await table.games.leaderboard(player, "five", null);
    expect(board.standings).toContainEqual(
      expect.objectContaining({ points: sum, isYou: true, name: null }),
    );
  });

  it("tells nothing of a round before its guess is locked", async () => {
    const player = newId();
    const game = await begin(table, player, plain("five"));
    expect(game.rounds).toEqual([{ n: 1, state: "waiting", remainingMs: null, reveal: null }]);
    await table.games.open(player, game.id, 1);
    const open = await table.games.game(player, game.id);
    expect(open.rounds).toEqual([{ n: 1, state: "open", remainingMs: null, reveal: null }]);
    await expect(table.games.prediction(player, game.id, 1)).rejects.toEqual(
      code("round_not_open"),
    );
  });

  it("locks one guess, however often and from however many tabs it comes", async () => {
    const player = newId();
    const game = await begin(table, player, plain("five"));
    await table.games.open(player, game.id, 1);
    const guesses = Array.from({ length: 12 }, (_, i) =>
      table.games.guess(player, game.id, 1, { lat: i % 3, lng: 0 }, null),
    );
    const settled = await Promise.allSettled(guesses);
    const won = settled.filter(({ status }) => status === "fulfilled");
    // The one that won, and those that said the same.
    expect(won).toHaveLength(4);
    for (const result of settled) {
      if (result.status === "rejected") expect(result.reason).toEqual(code("round_closed"));
    }
    const [row] = await table.query<{ n: number }>(
      "select count(*)::int as n from guesses where game_id = $1",
      [game.id],
    );
    expect(row!.n).toBe(1);
    const after = await table.games.game(player, game.id);
    expect(after.points).toBe(after.rounds[0]!.reveal!.you.points);
  });

  it("answers a repeated key alike and refuses it for something else", async () => {
    const player = newId();
    const first = await table.games.start(player, plain("five"), "key-1");
    expect((await table.games.start(player, plain("five"), "key-1")).id).toBe(first.id);
    await expect(table.games.start(player, plain("bet"), "key-1")).rejects.toEqual(
      code("idempotency_mismatch"),
    );
    expect((await table.games.start(newId(), plain("five"), "key-1")).id).not.toBe(first.id);
    await table.games.open(player, first.id, 1);
    const locked = await table.games.guess(player, first.id, 1, PIN, "key-2");
    expect(await table.games.guess(player, first.id, 1, PIN, "key-2")).toEqual(locked);
    await expect(
      table.games.guess(player, first.id, 1, { lat: 11, lng: 20 }, "key-2"),
    ).rejects.toEqual(code("idempotency_mismatch"));
  });

  it("refuses other players, rounds out of order and photos to come", async () => {
    const player = newId();
    const game = await begin(table, player, plain("five"));
    for (const stranger of [newId(), null]) {
      await expect(table.games.game(stranger, game.id)).rejects.toEqual(code("not_your_game"));
      await expect(table.games.open(stranger, game.id, 1)).rejects.toEqual(code("not_your_game"));
      await expect(table.games.photo(stranger, game.id, 1)).rejects.toEqual(code("not_your_game"));
      await expect(table.games.guess(stranger, game.id, 1, PIN, null)).rejects.toEqual(
        code("not_your_game"),
      );
      await expect(table.games.prediction(stranger, game.id, 1)).rejects.toEqual(
        code("not_your_game"),
      );
    }
    const refusals = ["round_not_open", "round_not_open", "round_not_open"].map(code);
    const tries = [
      () => table.games.guess(player, game.id, 1, PIN, null),
      () => table.games.open(player, game.id, 2),
      () => table.games.guess(player, game.id, 99, PIN, null),
    ];
    for (const [i, attempt] of tries.entries())
      await expect(attempt()).rejects.toEqual(refusals[i]);
    await expect(table.games.game(player, newId())).rejects.toEqual(code("game_unknown"));
  });

  it.each([
    ["half a pin", { lat: 1, lng: null }],
    ["a circle where pins are played", { lat: 1, lng: 1, radiusKm: 100, confidence: 0.5 }],
  ])("refuses %s", async (_, guess) => {
    const player = newId();
    const game = await begin(table, player, plain("five"));
    await table.games.open(player, game.id, 1);
    await expect(table.games.guess(player, game.id, 1, guess, null)).rejects.toEqual(
      code("guess_invalid"),
    );
  });

  it("keeps time by its own clock: in time, in the grace, late", async () => {
    const player = newId();
    const game = await begin(table, player, plain("five", { timerS: 30 }));
    const guessAfter = async (n: number, ms: number) => {
      await table.games.open(player, game.id, n);
      table.clock.now += ms;
      // Opening it again, or asking for the game, does not turn the clock back.
      if (ms <= 30_000 + GRACE_MS) await table.games.open(player, game.id, n);
      return table.games.guess(player, game.id, n, PIN, null);
    };
    expect((await guessAfter(1, 29_000)).rounds[0]!.reveal!.you.at).toEqual(PIN);
    expect((await guessAfter(2, 30_000 + GRACE_MS)).rounds[1]!.reveal!.you.at).toEqual(PIN);
    await expect(guessAfter(3, 30_000 + GRACE_MS + 1)).rejects.toEqual(code("guess_late"));
    const late = await table.games.game(player, game.id);
    expect(late.rounds[2]!.reveal!.you).toMatchObject({ at: null, points: 0 });
    expect(late.round).toBe(4);
    // Whoever goes away finds the round closed.
    await table.games.open(player, game.id, 4);
    table.clock.now += 3_600_000;
    expect((await table.games.game(player, game.id)).round).toBe(5);
    const times = await table.query<{ used_ms: number }>(
      "select used_ms from guesses where game_id = $1 order by n",
      [game.id],
    );
    expect(times.map(({ used_ms }) => used_ms)).toEqual([29_000, 30_000, 30_000, 30_000]);
  });

  it("gives all players of a day the same photos, once each", async () => {
    const [a, b] = [newId(), newId()];
    const games = await Promise.all([a, b].map((player) => begin(table, player, plain("daily"))));
    const photos = await Promise.all(
      games.map(({ id }) =>
        table.query("select n, photo_id from rounds where game_id = $1 order by n", [id]),
      ),
    );
    expect(photos[0]).toEqual(photos[1]);
    expect(games[0]!.date).toBe("2026-11-23");
    await expect(begin(table, a, plain("daily"))).rejects.toEqual(code("already_played"));
    await expect(begin(table, a, plain("daily", { date: "2026-11-24" }))).rejects.toEqual(
      code("guess_invalid"),
    );
    expect((await begin(table, a, plain("daily", { date: "2026-11-22" }))).date).toBe("2026-11-22");
    const { id } = games[0]!;
    expect(await table.games.daily(a, "2026-11-23")).toMatchObject({ game: id, state: "open" });
  });

  it("tells of the game that was left, until it is finished or another one begins", async () => {
    const player = newId();
    expect((await table.games.player(player)).openGame).toBeNull();
    const { id } = await begin(table, player, plain("five"));
    const openGame = async () => (await table.games.player(player)).openGame;
    expect(await openGame()).toEqual({ id, mode: "five", round: 1, rounds: 5 });
    for (let n = 1; n <= 5; n++) {
      await table.games.open(player, id, n);
      await table.games.guess(player, id, n, { lat: 0, lng: 0 }, null);
      if (n < 5) expect(await openGame()).toMatchObject({ round: n + 1 });
    }
    expect(await openGame()).toBeNull();
    table.clock.now += 1000;
    const { id: next } = await begin(table, player, plain("streak"));
    expect(await openGame()).toMatchObject({ id: next, mode: "streak" });
  });

  it("lets two tabs start one daily game only", async () => {
    const player = newId();
    const both = await Promise.allSettled(
      [1, 2, 3].map(() => begin(table, player, plain("daily"))),
    );
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("passes rounds on by challenge and shows all guesses on locked rounds alone", async () => {
    const [a, b] = [newId(), newId()];
    await table.games.changePlayer(a, { name: "Ada" });
    const first = await begin(table, a, plain("five", { timerS: 60, strength: "weak" }));
    const second = await begin(table, b, plain("challenge", { challenge: first.challenge }));
    expect(second).toMatchObject({ timerS: 60, strength: "weak", roundCount: 5, ranked: false });
    // A race of two on one round: each locks their own.
    await Promise.all([table.games.open(a, first.id, 1), table.games.open(b, second.id, 1)]);
    await Promise.all([
      table.games.guess(a, first.id, 1, PIN, null),
      table.games.guess(b, second.id, 1, { lat: -10, lng: -20 }, null),
    ]);
    const seen = await table.games.game(b, second.id);
    expect(seen.rounds[0]!.reveal!.others).toEqual([
      expect.objectContaining({ name: "Ada", at: PIN }),
    ]);
    await playRound(table, a, first.id, 2, PIN);
    expect((await table.games.game(b, second.id)).rounds[1]!.reveal).toBeNull();
    await expect(
      begin(table, b, plain("challenge", { challenge: first.challenge })),
    ).rejects.toEqual(code("already_played"));
    await expect(begin(table, b, plain("challenge", { challenge: newId() }))).rejects.toEqual(
      code("game_unknown"),
    );
  });

  it("ends a streak with the first wrong country", async () => {
    const player = newId();
    let game = await begin(table, player, plain("streak"));
    expect(game.roundCount).toBe(PLACES.length);
    for (let n = 1; n <= 3; n++) {
      const { lat, lng } = await table.truthOf(game.id, n);
      game = await playRound(table, player, game.id, n, { lat: lat + 0.02, lng });
    }
    expect(game).toMatchObject({ points: 3, state: "open", round: 4 });
    game = await playRound(table, player, game.id, 4, { lat: -80, lng: 0 });
    expect(game).toMatchObject({ points: 3, state: "done", round: null });
    expect((await table.games.leaderboard(null, "streak", null)).standings[0]).toMatchObject({
      points: 3,
    });
  });

  it("scores bets for player and model alike, and draws curves from the tenth photo on", async () => {
    const player = newId();
    let game = await begin(table, player, plain("bet"));
    expect(game.roundCount).toBe(10);
    await table.games.open(player, game.id, 1);
    await expect(table.games.guess(player, game.id, 1, PIN, null)).rejects.toEqual(
      code("guess_invalid"),
    );
    for (let n = 1; n <= 10; n++) {
      expect((await table.games.player(player)).curve).toBeNull();
      const { lat, lng } = await table.truthOf(game.id, n);
      const guess = { lat, lng, radiusKm: 100, confidence: 0.8 };
      game = await playRound(table, player, game.id, n, n === 1 ? { ...guess, lat: -lat } : guess);
    }
    const [missed, ...hits] = game.rounds.map(({ reveal }) => reveal!.you);
    expect(missed!.bet!.isHit).toBe(false);
    expect(missed!.points).toBeLessThan(0);
    expect(hits.every(({ bet, points }) => bet!.isHit && points > 2000)).toBe(true);
    // Which photo comes when is drawn: the model hits where its region of half the mass holds the truth.
    const half = PREDICTION_EXAMPLE.regions.find(({ mass }) => mass === 0.5)!;
    for (const [i, { reveal }] of game.rounds.entries()) {
      const { lat, lng } = await table.truthOf(game.id, i + 1);
      const isHit = booleanPointInPolygon([lng, lat], half.geometry!);
      expect(reveal!.model!.bet).toMatchObject({ confidence: 0.5, isHit });
    }
    const me = await table.games.player(player);
    expect(me.bets).toEqual([{ confidence: 0.8, count: 10, hits: 9 }]);
    expect(me.curve!.you).toHaveLength(10);
    expect(me.curve!.you.at(-2)).toMatchObject({ recall: 0.9 });
  });

  it.each([
    ["back by an hour", -3_600_000],
    ["forward by an hour", 3_600_000],
  ])("measures a round alike when the clock is set %s", async (_, by) => {
    const player = newId();
    const game = await begin(table, player, plain("five", { timerS: 30 }));
    const pass = (ms: number) => {
      table.clock.now += ms;
    };
    const set = () => {
      table.clock.now += by;
      table.clock.set += by;
    };
    try {
      await table.games.open(player, game.id, 1);
      pass(10_000);
      set();
      const open = await table.games.game(player, game.id);
      expect(open.rounds[0]).toMatchObject({ state: "open", remainingMs: 20_000 });
      const locked = await table.games.guess(player, game.id, 1, PIN, null);
      expect(locked.rounds[0]!.reveal!.you.at).toEqual(PIN);
      await table.games.open(player, game.id, 2);
      set();
      pass(30_000 + GRACE_MS + 1);
      await expect(table.games.guess(player, game.id, 2, PIN, null)).rejects.toEqual(
        code("guess_late"),
      );
      const times = await table.query<{ used_ms: number }>(
        "select used_ms from guesses where game_id = $1 order by n",
        [game.id],
      );
      expect(times.map(({ used_ms }) => used_ms)).toEqual([10_000, 30_000]);
      // Whoever starts anew knows the stored time alone.
      await table.games.open(player, game.id, 3);
      pass(12_000);
      const restarted = table.play(locateFrankfurt, () => BUNDLE);
      const { rounds } = await restarted.game(player, game.id);
      expect(rounds[2]).toMatchObject({ remainingMs: 18_000 });
      // And keeps time from then on.
      set();
      pass(1000);
      const later = await restarted.game(player, game.id);
      expect(later.rounds[2]).toMatchObject({ remainingMs: 17_000 });
    } finally {
      table.clock.now -= 3 * by;
      table.clock.set -= 3 * by;
    }
  });

  it("gives no round more than its time when the clock was set back while the service was down", async () => {
    const player = newId();
    const game = await begin(table, player, plain("five", { timerS: 30 }));
    await table.games.open(player, game.id, 1);
    table.clock.now -= 3_600_000;
    try {
      const restarted = table.play(locateFrankfurt, () => BUNDLE);
      const { rounds } = await restarted.game(player, game.id);
      expect(rounds[0]).toMatchObject({ state: "open", remainingMs: 30_000 });
      table.clock.now += 30_000 + GRACE_MS + 1;
      await expect(restarted.guess(player, game.id, 1, PIN, null)).rejects.toEqual(
        code("guess_late"),
      );
    } finally {
      table.clock.now += 3_600_000;
    }
  });

  it("deletes a player with everything of theirs", async () => {
    const player = newId();
    const game = await begin(table, player, plain("five"));
    await playRound(table, player, game.id, 1, PIN);
    await table.games.createAlbum(player);
    await table.games.deletePlayer(player);
    for (const query of [
      "select 1 from games where player_id = $1",
      "select 1 from albums where player_id = $1",
      "select 1 from players where id = $1",
    ]) {
      expect(await table.query(query, [player])).toEqual([]);
    }
    expect(await table.query("select 1 from guesses where game_id = $1", [game.id])).toEqual([]);
    expect(await table.games.player(player)).toMatchObject({ games: 0, photos: 0, name: null });
  });

  it("plays 40 games of five rounds by 10 clients at once without an error", async () => {
    const client = async (own: number) => {
      for (let i = 0; i < 4; i++) {
        const player = newId();
        const game = await begin(table, player, plain("five", { timerS: 60 }));
        let last = game;
        for (let n = 1; n <= 5; n++) {
          last = await playRound(table, player, game.id, n, { lat: own, lng: n });
        }
        expect(last.state).toBe("done");
      }
    };
    await Promise.all(Array.from({ length: 10 }, (_, i) => client(i)));
  });
});
