import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PREDICTION_EXAMPLE } from "../../../core/contracts/examples.ts";
import { migrate } from "../../../server/store/migrations.ts";
import { openDatabase } from "../../../server/store/storage.ts";
import { BUNDLE, MODEL_AT, openTable, type Table } from "../game/fixture.ts";
import { STORES, type Store } from "../game/stores.ts";

const SCHEMA = new URL("tables-1.sql", import.meta.url);
const PLAYER = "P".repeat(22);
const GAME = "G".repeat(22);
const PIN = { at: MODEL_AT, country: "DE" };
const PLAY = {
  points: { full: PIN, strong: PIN, fair: PIN, weak: PIN },
  country: { at: MODEL_AT, code: "DE" },
  bet: null,
  topPlaces: [{ name: "Germany", probability: 0.6 }],
  searchKm2: 1000,
};
const PLACE = { country: "France", countryCode: "FR", division: null, city: null };

/** What the first version leaves behind: a game of two rounds, of whose second another bundle made the play. */
const LEFT: readonly (readonly [string, ...unknown[]])[] = [
  ["insert into players (id, name, created_at) values ($1, 'Ada', 1)", PLAYER],
  ...["one", "two"].map(
    (id) =>
      [
        `insert into photos (id, pack, lat, lng, place, attribution, licence, fingerprint, bytes, added_at)
         values ($1, 'old', 48.8, 2.3, $2, 'Ann', 'CC0', '00', '\\xffd8', 1)`,
        id,
        JSON.stringify(PLACE),
      ] as const,
  ),
  ...(
    [
      ["one", BUNDLE],
      ["two", { name: "geoclip", version: "swapped-in" }],
    ] as const
  ).map(
    ([id, model]) =>
      [
        "insert into plays (photo_id, bundle, play, prediction) values ($1, 'made-up 1', $2, $3)",
        id,
        JSON.stringify(PLAY),
        JSON.stringify({ ...PREDICTION_EXAMPLE, model }),
      ] as const,
  ),
  [
    `insert into games (id, player_id, request, mode, rules, strength, challenge, bundle, ranked, points, model_points, created_at)
     values ($1, $2, '{}', 'five', 'pin', 'full', $1, 'made-up 1', true, 30, 700, 1)`,
    GAME,
    PLAYER,
  ],
  ["insert into rounds values ($1, 1, 'one', 2), ($1, 2, 'two', 3), ($1, 3, 'one', null)", GAME],
  [
    `insert into guesses (game_id, n, lat, lng, distance_km, points, model_points, used_ms, created_at)
     values ($1, 1, 1, 2, 3, 10, 300, 5, 6), ($1, 2, 1, 2, 3, 20, 400, 5, 6)`,
    GAME,
  ],
];

/** Makes what the first version of the program makes, with the drivers alone. */
async function leave({ settings }: Store): Promise<void> {
  const schema = await readFile(SCHEMA, "utf8");
  if (settings.databaseUrl) {
    const client = new pg.Client(settings.databaseUrl);
    await client.connect();
    await client.query(schema);
    for (const [sql, ...parameters] of LEFT) await client.query(sql, parameters);
    await client.end();
    return;
  }
  const db = await PGlite.create(join(settings.data, "games"));
  await db.exec(schema);
  for (const [sql, ...parameters] of LEFT) await db.query(sql, parameters);
  await db.close();
}

describe.each(STORES)("games of the first version in $name", { timeout: 120_000 }, (kind) => {
  if (kind.isMissing) {
    it.skip(`${kind.name} is not installed`, () => {});
    return;
  }
  let store: Store;
  let table: Table;

  beforeAll(async () => {
    store = await kind.start();
    await leave(store);
    table = await openTable(store.settings);
  }, 120_000);
  afterAll(async () => {
    await table?.close();
    await store?.stop();
  });

  it("open and go on, and what another bundle had played is not told under their bundle's name", async () => {
    const { games } = table;
    const game = await games.game(PLAYER, GAME);
    expect(game).toMatchObject({ round: 3, roundCount: 3, points: 30, modelPoints: 300 });
    const [first, second] = game.rounds.map(({ reveal }) => reveal);
    expect(first).toMatchObject({ place: PLACE, you: { points: 10 }, model: { points: 300 } });
    expect(second).toMatchObject({ you: { points: 20 }, model: null });
    expect((await games.prediction(PLAYER, GAME, 1)).model).toEqual(BUNDLE);
    await expect(games.prediction(PLAYER, GAME, 2)).rejects.toMatchObject({ code: "game_unknown" });
    await games.open(PLAYER, GAME, 3);
    const done = await games.guess(PLAYER, GAME, 3, { lat: 48.8, lng: 2.3 }, null);
    expect(done).toMatchObject({ state: "done", points: 5030 });
    expect((await games.player(PLAYER)).name).toBe("Ada");
  });

  it("are brought up to date once", async () => {
    await migrate(table.database);
    const versions = await table.query("select version from graticule_schema order by version");
    expect(versions).toEqual([{ version: 1 }, { version: 2 }]);
  });

  it("are refused by a program that is older than they are", async () => {
    await table.query("insert into graticule_schema values (99)");
    await expect(migrate(table.database)).rejects.toThrow(/version 99, this program knows 2/);
    if (store.settings.databaseUrl) {
      await expect(openDatabase(store.settings)).rejects.toThrow(/run a newer one/);
    }
  });
});
