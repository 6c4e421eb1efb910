import type { Locate } from "../../core/locate/locate.ts";
import type { GeographySource } from "../geodata/geography.ts";
import type { PhotoLimits } from "../photo/photo.ts";
import { openDatabase, type StorageSettings } from "../store/storage.ts";
import { createGames, type Games } from "./games.ts";
import { openSigner } from "./ids.ts";

export interface GameSettings extends StorageSettings {
  readonly geography: GeographySource;
  readonly limits: PhotoLimits;
  readonly locate: Locate;
  model(): { readonly name: string; readonly version: string };
}

/** A game that is opened by whoever needs it first and closed if it ever was. */
export interface LazyGames {
  open(): Promise<Games>;
  close(): Promise<void>;
}

/** The database and the geodata are opened at the first call; a failure is forgotten, so that the next call tries again. */
export function createLazyGames(settings: GameSettings): LazyGames {
  let pending: Promise<Games> | null = null;
  return {
    open() {
      pending ??= openGames(settings).catch((error: unknown) => {
        pending = null;
        throw error;
      });
      return pending;
    },
    async close() {
      const games = await pending?.catch(() => null);
      await games?.close();
    },
  };
}

async function openGames(settings: GameSettings): Promise<Games> {
  const { limits, locate, model, geography: source, ...storage } = settings;
  const [geography, signer] = await Promise.all([source(), openSigner(storage.data)]);
  const database = await openDatabase(storage);
  return createGames({
    database,
    geography,
    signer,
    limits,
    locate,
    model,
    now: Date.now,
    steady: () => performance.now(),
  });
}
