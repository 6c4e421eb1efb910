import { sql } from "kysely";
import type { Database } from "./database.ts";
import { storageFault } from "./storage-fault.ts";

// Kysely's Migrator keeps a table of its own and would make every released table again; this one knows its folders.

/**
 * Changes to the tables, in order; what has been released is never edited, only followed. Times are milliseconds since
 * 1970 as double precision and documents are text, since both drivers answer those alike.
 */
const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `create table players (
      id text primary key,
      name text,
      consent boolean not null default false,
      created_at double precision not null
    )`,
    `create table albums (
      id text primary key,
      player_id text not null references players on delete cascade,
      created_at double precision not null,
      expires_at double precision not null
    )`,
    `create table photos (
      id text primary key,
      pack text,
      album_id text references albums on delete cascade,
      lat double precision not null,
      lng double precision not null,
      place text not null,
      attribution text not null,
      licence text not null,
      url text,
      fingerprint text not null,
      source text,
      bytes bytea not null,
      added_at double precision not null,
      check ((pack is null) <> (album_id is null))
    )`,
    "create index photos_pack on photos (pack)",
    "create index photos_album on photos (album_id)",
    "create unique index photos_source on photos (source) where source is not null",
    `create table plays (
      photo_id text not null references photos on delete cascade,
      bundle text not null,
      play text not null,
      prediction text not null,
      primary key (photo_id, bundle)
    )`,
    `create table dailies (date text primary key, photo_ids text not null)`,
    `create table games (
      id text primary key,
      player_id text not null references players on delete cascade,
      idempotency_key text,
      request text not null,
      mode text not null,
      rules text not null,
      strength text not null,
      timer_s integer,
      date text,
      challenge text not null,
      bundle text not null,
      ranked boolean not null,
      done boolean not null default false,
      points integer not null default 0,
      model_points integer not null default 0,
      created_at double precision not null,
      done_at double precision,
      unique (player_id, idempotency_key)
    )`,
    "create unique index games_daily on games (player_id, date) where mode = 'daily'",
    "create index games_challenge on games (challenge)",
    "create index games_board on games (mode, bundle, date, points desc) where done and ranked",
    `create table rounds (
      game_id text not null references games on delete cascade,
      n integer not null,
      photo_id text not null references photos on delete cascade,
      opened_at double precision,
      primary key (game_id, n)
    )`,
    "create index rounds_photo on rounds (photo_id)",
    `create table guesses (
      game_id text not null,
      n integer not null,
      idempotency_key text,
      lat double precision,
      lng double precision,
      radius_km double precision,
      confidence double precision,
      country text,
      distance_km double precision,
      points integer not null,
      model_points integer,
      used_ms integer not null,
      created_at double precision not null,
      primary key (game_id, n),
      foreign key (game_id, n) references rounds on delete cascade
    )`,
  ],
  // Plays that another bundle made than the one that they were stored under: those rounds count without the model.
  [
    `create temporary table mislabelled on commit drop as
      select photo_id, bundle from plays
      where bundle <> (prediction::json #>> '{model,name}') || ' ' || (prediction::json #>> '{model,version}')`,
    `update guesses set model_points = null from rounds r, games g, mislabelled m
      where r.game_id = guesses.game_id and r.n = guesses.n and g.id = r.game_id
        and m.photo_id = r.photo_id and m.bundle = g.bundle`,
    `update games set model_points =
        (select coalesce(sum(o.model_points), 0)::int from guesses o where o.game_id = games.id)
      where id in (select r.game_id from rounds r join mislabelled m on m.photo_id = r.photo_id)`,
    `delete from plays using mislabelled m
      where plays.photo_id = m.photo_id and plays.bundle = m.bundle`,
  ],
];

/** Brings the tables up to date. Several processes may do it at once: the first holds the others up. */
export async function migrate(database: Database): Promise<void> {
  await sql`create table if not exists graticule_schema (version integer primary key)`
    .execute(database.queries)
    .catch(ignoreRace);
  await database.transaction(async (queries) => {
    await sql`lock table graticule_schema in exclusive mode`.execute(queries);
    const { rows } = await sql<{ version: number }>`
      select coalesce(max(version), 0)::int as version from graticule_schema`.execute(queries);
    const version = rows[0]!.version;
    if (version > MIGRATIONS.length) {
      throw storageFault(
        `The games are of version ${version}, this program knows ${MIGRATIONS.length}: run a newer one.`,
      );
    }
    for (const [i, statements] of MIGRATIONS.slice(version).entries()) {
      for (const statement of statements) await sql.raw(statement).execute(queries);
      await sql`insert into graticule_schema values (${version + i + 1})`.execute(queries);
    }
  });
}

/** Two processes that create the same table at once: PostgreSQL tells one of them `unique_violation`. */
function ignoreRace(error: unknown): void {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code !== "23505" && code !== "42P07") throw error;
}
