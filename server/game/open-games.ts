import { GraticuleError } from "../../core/contracts/errors.ts";
import type { Locate } from "../../core/locate/locate.ts";
import type { GeographySource } from "../geodata/geography.ts";
import type { PhotoLimits } from "../photo/photo.ts";
import type { Log } from "../process/log.ts";
import type { Database } from "../store/database.ts";
import { hasGames, openDatabase, type StorageSettings } from "../store/storage.ts";
import type { AlbumLimits } from "./albums.ts";
import { createGames, type Games } from "./games.ts";
import { openSigner } from "./ids.ts";
import { addStarterPack } from "./starter-pack.ts";

export interface GameSettings extends StorageSettings {
  readonly geography: GeographySource;
  readonly limits: PhotoLimits;
  readonly albums: AlbumLimits;
  /** Whether the photos that come with the program are added where there are no others. */
  readonly starterPack: boolean;
  readonly locate: Locate;
  model(): { readonly name: string; readonly version: string };
}

/** A game that is opened by whoever needs it first and closed if it ever was. */
export interface LazyGames {
  open(): Promise<Games>;
  /**
   * Opens games that were kept before, so that what is wrong with them is said at the start, and looks after them from
   * then on: what could not be opened is tried again, and albums go when their time is over.
   */
  tend(): void;
  close(): Promise<void>;
}

/** A failure is told to all who come within this time: opening costs a second of the processor. */
const RETRY_MS = 10_000;
const SWEEP_MS = 3_600_000;

/**
 * The database and the geodata are opened at the first call; after a failure, or a fault of the database, the next call
 * after a while tries again. What is wrong goes to the log once, and that it is over too.
 */
export function createLazyGames(settings: GameSettings, log: Log): LazyGames {
  let pending: Promise<OpenGames> | null = null;
  let failure: { readonly error: unknown; readonly at: number } | null = null;
  let said: string | null = null;
  let sweptAt: number | null = null;
  let timer: NodeJS.Timeout | undefined;

  function fail(error: unknown): void {
    pending = null;
    failure = { error, at: performance.now() };
    if (!(error instanceof GraticuleError) || error.message === said) return;
    said = error.message;
    log.error({ code: error.code }, error.message);
  }

  async function start(): Promise<OpenGames> {
    try {
      const open = await openGames(settings, log);
      failure = null;
      if (said !== null) log.info({}, "The games can be played again.");
      said = null;
      open.database.lost?.then(async (fault) => {
        fail(fault);
        await open.database.close().catch(() => {});
      });
      return open;
    } catch (error) {
      fail(error);
      throw error;
    }
  }

  async function open(): Promise<Games> {
    if (failure && performance.now() - failure.at < RETRY_MS) throw failure.error;
    pending ??= start();
    return (await pending).games;
  }

  async function look(): Promise<void> {
    if (!pending && !hasGames(settings)) return;
    const games = await open();
    if (sweptAt !== null && performance.now() - sweptAt < SWEEP_MS) return;
    sweptAt = performance.now();
    const albums = await games.removeExpiredAlbums();
    if (albums > 0) log.info({ albums }, "albums whose time is over are removed");
  }

  return {
    open,
    tend() {
      // Whatever fails has been said.
      const quietly = () => void look().catch(() => {});
      timer ??= setInterval(quietly, RETRY_MS).unref();
      quietly();
    },
    async close() {
      clearInterval(timer);
      const open = await pending?.catch(() => null);
      await open?.database.close();
    },
  };
}

interface OpenGames {
  readonly games: Games;
  readonly database: Database;
}

async function openGames(settings: GameSettings, log: Log): Promise<OpenGames> {
  const { geography: source, data, databaseUrl, starterPack, ...parts } = settings;
  const [geography, signer] = await Promise.all([source(), openSigner(data)]);
  const database = await openDatabase({ data, databaseUrl });
  if (starterPack) {
    const added = await addStarterPack(database, geography, settings.limits).catch((error) => {
      log.warn({ err: error }, "The photos that come with the program could not be added.");
      return 0;
    });
    if (added > 0) log.info({ photos: added }, "the photos that come with the program are added");
  }
  const clocks = { now: Date.now, steady: () => performance.now() };
  return { database, games: createGames({ ...parts, ...clocks, database, geography, signer }) };
}
