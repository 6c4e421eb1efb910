import { createHash } from "node:crypto";
import sharp from "sharp";
import { afterAll, beforeAll, describe, it } from "vitest";
import { PREDICTION_EXAMPLE } from "../../../core/contracts/examples.ts";
import type { Prediction } from "../../../core/contracts/prediction.ts";
import { cellAt } from "../../../core/earth/cells.ts";
import type { Geography } from "../../../core/earth/geography.ts";
import type { Position } from "../../../core/earth/lng-lat.ts";
import type { Game, Guess, NewGame } from "../../../core/game/api.ts";
import { toLngLat } from "../../../core/game/points.ts";
import type { Locate } from "../../../core/locate/locate.ts";
import { createGames, type Games } from "../../../server/game/games.ts";
import { openSigner } from "../../../server/game/ids.ts";
import { addPhoto } from "../../../server/game/photos.ts";
import { readGeography } from "../../../server/geodata/geography.ts";
import type { Database } from "../../../server/store/database.ts";
import { listPacks } from "../../../server/store/photos.ts";
import { openDatabase, type StorageSettings } from "../../../server/store/storage.ts";
import { createRandom } from "../../random.ts";
import { LIMITS } from "../photo/pictures.ts";
import { type Ask, askerOf, noting } from "./statements.ts";
import { STORES, type Store } from "./stores.ts";

export { LIMITS };

/** Places on land, far apart. */
export const PLACES: readonly (Position & { readonly country: string })[] = [
  { lat: 48.85661, lng: 2.35222, country: "FR" },
  { lat: 40.41678, lng: -3.70379, country: "ES" },
  { lat: 35.68949, lng: 139.69171, country: "JP" },
  { lat: -33.86882, lng: 151.20929, country: "AU" },
  { lat: -1.28638, lng: 36.81722, country: "KE" },
  { lat: -23.55052, lng: -46.63331, country: "BR" },
  { lat: 19.43261, lng: -99.13321, country: "MX" },
  { lat: 51.17231, lng: 71.44627, country: "KZ" },
  { lat: 64.14658, lng: -21.94263, country: "IS" },
  { lat: 28.61394, lng: 77.20902, country: "IN" },
  { lat: -18.12481, lng: 178.45011, country: "FJ" },
  { lat: 61.21761, lng: -149.86311, country: "US" },
];

/** What the operator of these tests allows. */
export const ALBUMS = { maxAlbumPhotos: 80, albumDays: 30 };

/** Where the model of these tests thinks that every photo was taken. */
export const MODEL_AT: Position = { lat: 50.11092, lng: 8.68213 };
export const BUNDLE = { name: "made-up", version: "1" };

/** A prediction that is the same for every photo: Frankfurt, with a cell of Sydney second. */
export const locateFrankfurt: Locate = async (photo) => {
  const cells = [MODEL_AT, PLACES[3]!].map((at) => cellAt(toLngLat(at), 4));
  return {
    ...PREDICTION_EXAMPLE,
    model: BUNDLE,
    image: {
      ...PREDICTION_EXAMPLE.image,
      sha256: createHash("sha256").update(photo).digest("hex"),
      exif: null,
    },
    best: { ...PREDICTION_EXAMPLE.best, ...MODEL_AT, expectedScore: 3000 },
    places: [{ ...PREDICTION_EXAMPLE.places[0]!, id: "DE", name: "Germany", at: MODEL_AT }],
    cells: cells.map((h3, i) => ({ h3, probability: i === 0 ? 0.6 : 0.3 })),
    otherMass: 0.1,
  } satisfies Prediction;
};

/** A JPEG of coloured blocks, never the same twice, whose EXIF holds a position and a name. */
export async function picture(seed: number, at: Position | null): Promise<Uint8Array> {
  const random = createRandom(seed);
  const data = Buffer.from(Array.from({ length: 12 * 9 * 3 }, () => random.integer(256)));
  const image = sharp(data, { raw: { width: 12, height: 9, channels: 3 } }).resize(640, 480, {
    kernel: "nearest",
  });
  if (!at) return image.jpeg().toBuffer();
  const exif = {
    IFD0: { ImageDescription: `secret-name-${seed}` },
    IFD3: {
      GPSLatitudeRef: at.lat < 0 ? "S" : "N",
      GPSLatitude: sexagesimal(at.lat),
      GPSLongitudeRef: at.lng < 0 ? "W" : "E",
      GPSLongitude: sexagesimal(at.lng),
    },
  };
  return image.withExif(exif).jpeg().toBuffer();
}

function sexagesimal(degrees: number): string {
  return `${Math.round(Math.abs(degrees) * 1e6)}/1000000 0/1 0/1`;
}

export interface Table {
  readonly games: Games;
  /** The same tables against another model. */
  play(locate: Locate, model: () => typeof BUNDLE): Games;
  readonly database: Database;
  /** Asks the database in SQL. */
  readonly query: Ask;
  readonly geography: Geography;
  /** The clock of the server, which only moves when it is told to; `set` is by how much people or NTP have set it. */
  readonly clock: { now: number; set: number };
  /** Every statement that was sent to the database, in order. */
  readonly statements: string[];
  truthOf(gameId: string, n: number): Promise<Position & { country: string }>;
  close(): Promise<void>;
}

let geography: Promise<Geography> | null = null;

/** Opens the game over a store with a pack of all places, unless it is there already. */
export async function openTable(
  settings: StorageSettings,
  locate: Locate = locateFrankfurt,
): Promise<Table> {
  geography ??= readGeography();
  const earth = await geography;
  const statements: string[] = [];
  const database = noting(await openDatabase(settings), statements);
  const query = askerOf(database);
  const packs = await listPacks(database.queries);
  const isThere = packs.some(({ photos }) => photos === PLACES.length);
  for (const [seed, at] of isThere ? [] : PLACES.entries()) {
    await addPhoto(
      database,
      earth,
      LIMITS,
      { pack: "places" },
      {
        bytes: await picture(seed, at),
        at: null,
        attribution: "Nobody",
        licence: "CC0",
        url: null,
        source: `places/secret-file-${seed}.jpg`,
      },
    );
  }
  const clock = { now: Date.UTC(2026, 10, 23, 12), set: 0 };
  const signer = await openSigner(settings.data);
  const play = (locate: Locate, model: () => typeof BUNDLE) =>
    createGames({
      ...{ database, geography: earth, signer, limits: LIMITS, albums: ALBUMS, locate, model },
      now: () => clock.now,
      steady: () => clock.now - clock.set,
    });
  const games = play(locate, () => BUNDLE);
  return {
    games,
    play,
    database,
    query,
    geography: earth,
    clock,
    statements,
    async truthOf(gameId, n) {
      const [row] = await query<Position & { place: string }>(
        `select p.lat, p.lng, p.place from rounds r join photos p on p.id = r.photo_id
         where r.game_id = $1 and r.n = $2`,
        [gameId, n],
      );
      const { countryCode } = JSON.parse(row!.place) as { countryCode: string };
      return { lat: row!.lat, lng: row!.lng, country: countryCode };
    },
    close: () => games.close(),
  };
}

/** Tests of the game over each store, on one table for each. The table is there when tests run, not while they are described. */
export function onEachStore(what: string, tests: (table: Table) => void): void {
  describe.each(STORES)(`${what} in $name`, { timeout: 120_000 }, ({ name, isMissing, start }) => {
    if (isMissing) {
      it.skip(`${name} is not installed`, () => {});
      return;
    }
    tests(useTable(start));
  });
}

/** A table for the tests that stand beside the call, over PGlite unless told; it is there when they run. */
export function useTable(start: () => Promise<Store> = STORES[0]!.start): Table {
  let store: Store | undefined;
  let opened: Table | undefined;
  const table = {} as Table;
  beforeAll(async () => {
    store = await start();
    opened = await openTable(store.settings);
    Object.assign(table, opened);
  }, 120_000);
  afterAll(async () => {
    await opened?.close();
    await store?.stop();
  });
  return table;
}

/** Starts a game, without a key. */
export function begin(
  { games }: Pick<Table, "games">,
  player: string,
  request: NewGame,
): Promise<Game> {
  return games.start(player, request, null);
}

/** Plays one round: opens it, looks at the photo, then guesses. */
export async function playRound(
  { games }: Pick<Table, "games">,
  player: string,
  id: string,
  n: number,
  guess: Guess,
): Promise<Game> {
  await games.open(player, id, n);
  await games.photo(player, id, n);
  return games.guess(player, id, n, guess, null);
}
