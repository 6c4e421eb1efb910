-- The tables as the first released version makes them. Never edited: folders made by it must go on opening.
create table if not exists graticule_schema (version integer primary key);
create table players (
  id text primary key,
  name text,
  consent boolean not null default false,
  created_at double precision not null
);
create table albums (
  id text primary key,
  player_id text not null references players on delete cascade,
  created_at double precision not null,
  expires_at double precision not null
);
create table photos (
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
);
create index photos_pack on photos (pack);
create index photos_album on photos (album_id);
create unique index photos_source on photos (source) where source is not null;
create table plays (
  photo_id text not null references photos on delete cascade,
  bundle text not null,
  play text not null,
  prediction text not null,
  primary key (photo_id, bundle)
);
create table dailies (date text primary key, photo_ids text not null);
create table games (
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
);
create unique index games_daily on games (player_id, date) where mode = 'daily';
create index games_challenge on games (challenge);
create index games_board on games (mode, bundle, date, points desc) where done and ranked;
create table rounds (
  game_id text not null references games on delete cascade,
  n integer not null,
  photo_id text not null references photos on delete cascade,
  opened_at double precision,
  primary key (game_id, n)
);
create index rounds_photo on rounds (photo_id);
create table guesses (
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
);
insert into graticule_schema values (1);
