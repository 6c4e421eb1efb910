import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { PhotoRecord } from "./records.ts";

// What the page keeps on this device. The only file that speaks to IndexedDB.

const NAME = "graticule";
/** To be raised with any change of the stores below; `upgrade` then carries what is there over. */
const VERSION = 1;
/** So long an older page in another tab may hold up the opening. */
const BLOCKED_MS = 4000;

interface Stores extends DBSchema {
  readonly photos: {
    readonly key: string;
    readonly value: PhotoRecord;
    readonly indexes: { readonly session: string };
  };
  readonly files: { readonly key: string; readonly value: Blob };
  readonly thumbnails: { readonly key: string; readonly value: Blob };
  readonly answers: {
    readonly key: [photo: string, query: string];
    readonly value: AnswerRecord;
    readonly indexes: { readonly photo: string };
  };
}

export interface AnswerRecord {
  readonly photo: string;
  readonly query: string;
  /** The document as `packDocument` packs it. */
  readonly packed: Blob;
}

export type KeepDatabase = IDBPDatabase<Stores>;

/** Why nothing can be kept, or nothing more. */
export type KeepTrouble =
  /** The browser has no database for this page: a private window, or a setting. */
  | "unavailable"
  /** A newer page has been here, or is in another tab. */
  | "newer"
  /** No room on the device. */
  | "full"
  /** The browser has closed the database under the page. */
  | "lost";

/**
 * Opens the database, which is made where there is none. Rejects with the error of the browser: `troubleOf` says what it means.
 *
 * @param onLost is told when the database is closed later on
 */
export async function openDatabase(onLost: (trouble: KeepTrouble) => void): Promise<KeepDatabase> {
  const opening = openDB<Stores>(NAME, VERSION, {
    upgrade(database) {
      database.createObjectStore("photos", { keyPath: "key" }).createIndex("session", "session");
      database.createObjectStore("files");
      database.createObjectStore("thumbnails");
      database
        .createObjectStore("answers", { keyPath: ["photo", "query"] })
        .createIndex("photo", "photo");
    },
    blocking(_current, _wanted, event) {
      // A newer page in another tab waits for this one: it goes first.
      (event.target as IDBDatabase).close();
      onLost("newer");
    },
    terminated: () => onLost("lost"),
  });
  const patience = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error("another tab holds the database")), BLOCKED_MS);
  });
  return Promise.race([opening, patience]);
}

/** What an error of the database means for the person. */
export function troubleOf(error: unknown): KeepTrouble {
  const { name } = Object(error) as { name?: unknown };
  if (name === "QuotaExceededError") return "full";
  if (name === "VersionError") return "newer";
  if (name === "InvalidStateError" || name === "AbortError") return "lost";
  return "unavailable";
}
