import { batch, effect, signal } from "@preact/signals";
import type { Prediction } from "../../core/contracts/prediction.ts";
import { useShelf } from "../ask/answers.ts";
import { packDocument, unpackDocument } from "../ask/packed.ts";
import type { Shelf } from "../ask/shelf.ts";
import { isBusy, type Photo, type PhotoId, type Returned } from "../ask/state.ts";
import { newId, removal, returnPhotos, showPhotos, state, thumbnailed } from "../ask/store.ts";
import { thumbnailOf } from "../ask/thumbnails.ts";
import { isPrediction } from "../service/known-answer.ts";
import { type KeepDatabase, type KeepTrouble, openDatabase, troubleOf } from "./database.ts";
import { keepAlbum } from "./kept-album.ts";
import { adoptPhotos, deletePhoto } from "./kept-photos.ts";
import { type Kept, type PhotoRecord, photoOf, recordOf } from "./records.ts";
import { beginSession, type Session } from "./session.ts";

// Photos and answers are kept on this device as they come, and are here again after a reload.

/** Why photos are kept no longer than this page is open; null while they are kept. */
export const keepTrouble = signal<KeepTrouble | null>(null);
/** What could not be read of an earlier visit. */
export const setAside = signal<{ readonly answers: number; readonly photos: number }>({
  answers: 0,
  photos: 0,
});
/** Whether what was kept has been looked at. */
export const hasLooked = signal(false);

/** A file of what was kept, and an address for it, are asked of the browser's other processes: so many in one task. */
const BROUGHT_AT_ONCE = 100;

/** How the kept photos are known to the database. */
interface Name extends Pick<PhotoRecord, "key" | "session" | "at"> {
  /** What is already kept of it. */
  photo: Photo | null;
  isRemoved: boolean;
  hasThumbnail: boolean;
}

/** Brings back what was kept, and keeps what changes from then on. Never rejects: the page works without. */
export async function startKeeping(): Promise<void> {
  try {
    const database = await openDatabase((trouble) => {
      keepTrouble.value = trouble;
    });
    const session = await beginSession();
    const names = new Map<PhotoId, Name>();
    useShelf((before) => keptShelf(database, names, before));
    const look = await session.look();
    await bringBack(await adoptPhotos(database, session.id, look), names);
    watchPhotos(database, session.id, names);
    keepAlbum({
      keyOf: (id) => names.get(id)?.key,
      idOf: (key) => [...names].find(([, name]) => name.key === key)?.[0],
    });
    if (look.againMs !== null) {
      setTimeout(() => void lookAgain(database, session, names), look.againMs);
    }
  } catch (error) {
    keepTrouble.value = troubleOf(error);
  } finally {
    hasLooked.value = true;
  }
}

/** Pages that had just been left have come back by now, or never will: whoever closed a page finds its photos in the next one. */
async function lookAgain(
  database: KeepDatabase,
  session: Session,
  names: Map<PhotoId, Name>,
): Promise<void> {
  try {
    await bringBack(await adoptPhotos(database, session.id, await session.look()), names);
  } catch (error) {
    keepTrouble.value ??= troubleOf(error);
  }
}

/** Hundreds come back a task at a time. */
async function bringBack(kept: readonly Kept[], names: Map<PhotoId, Name>): Promise<void> {
  const first = state.peek().photos.length;
  let at = first;
  for (let start = 0; start < kept.length; start += BROUGHT_AT_ONCE) {
    if (start > 0) await new Promise((resolve) => setTimeout(resolve));
    // Nobody is led away from photos of their own.
    const shows = first === 0 && at === 0;
    at += bringSome(kept.slice(start, start + BROUGHT_AT_ONCE), { at, shows }, names);
  }
}

/** Answers how many have come. */
function bringSome(
  kept: readonly Kept[],
  { at: first, shows }: { readonly at: number; readonly shows: boolean },
  names: Map<PhotoId, Name>,
): number {
  const returned: Returned[] = [];
  const thumbnails = new Map<PhotoId, Blob>();
  for (const each of kept) {
    const { record, thumbnail } = each;
    const id = newId();
    const photo = photoOf(each, id, (bytes) => URL.createObjectURL(bytes));
    if (!photo) {
      setAside.value = { ...setAside.value, photos: setAside.value.photos + 1 };
      continue;
    }
    const { key, session, at } = record;
    const hasThumbnail = thumbnail !== null;
    names.set(id, { key, session, at, photo, isRemoved: false, hasThumbnail });
    if (thumbnail) thumbnails.set(id, thumbnail);
    returned.push({ photo, at: first + returned.length });
  }
  if (returned.length === 0) return 0;
  batch(() => {
    returnPhotos(returned);
    for (const [id, thumbnail] of thumbnails) thumbnailed(id, thumbnail);
    if (shows) showPhotos();
  });
  return returned.length;
}

/** Whether files of photos are still to be written to the device. */
let isWritingFiles = () => false;

/** Asks before the page is left while answers are under way that nothing keeps, or photos that the device does not have yet. */
export function guardLeaving(): () => void {
  const onLeave = (event: BeforeUnloadEvent) => {
    const losesAnswers = keepTrouble.peek() && state.peek().photos.some(({ task }) => isBusy(task));
    if (losesAnswers || isWritingFiles()) event.preventDefault();
  };
  addEventListener("beforeunload", onLeave);
  return () => removeEventListener("beforeunload", onLeave);
}

/** The shelf of the device in front of the page's own, which has what could not be written. */
function keptShelf(database: KeepDatabase, names: Map<PhotoId, Name>, before: Shelf): Shelf {
  /** Answers on their way to the device. */
  const underWay = new Map<string, Prediction>();
  return {
    async put(id, query, prediction) {
      const name = names.get(id);
      if (!name || keepTrouble.peek()) return before.put(id, query, prediction);
      const way = `${id} ${query}`;
      underWay.set(way, prediction);
      try {
        const packed = await packDocument(prediction);
        await database.put("answers", { photo: name.key, query, packed });
      } catch (error) {
        keepTrouble.value = troubleOf(error);
        await before.put(id, query, prediction);
      }
      underWay.delete(way);
    },
    async get(id, query) {
      const here = underWay.get(`${id} ${query}`) ?? (await before.get(id, query));
      const name = names.get(id);
      if (here || !name) return here;
      try {
        const record = await database.get("answers", [name.key, query]);
        if (!record) return null;
        const document = await unpackDocument(record.packed);
        if (isPrediction(document)) return document;
      } catch {
        // An answer that cannot be read is asked for again.
      }
      setAside.value = { ...setAside.value, answers: setAside.value.answers + 1 };
      return null;
    },
    drop(id) {
      before.drop(id);
      const name = names.get(id);
      if (name) void deleteAnswers(database, name.key);
    },
  };
}

async function deleteAnswers(database: KeepDatabase, key: string): Promise<void> {
  try {
    const transaction = database.transaction("answers", "readwrite");
    const keys = await transaction.store.index("photo").getAllKeys(key);
    await Promise.all(keys.map((each) => transaction.store.delete(each)));
  } catch {
    // The database has gone, and with it the wish.
  }
}

/** Writes what changes, one photo after another: bytes of hundreds of photos never wait in memory together. */
function watchPhotos(database: KeepDatabase, session: string, names: Map<PhotoId, Name>): void {
  const work = new Map<string, () => Promise<unknown>>();
  let isWorking = false;
  let underWay = "";
  let latest = 0;
  isWritingFiles = () =>
    keepTrouble.peek() === null && [underWay, ...work.keys()].some((what) => /^file /.test(what));

  async function workOff(): Promise<void> {
    if (isWorking) return;
    isWorking = true;
    for (const [what, write] of work) {
      work.delete(what);
      underWay = what;
      try {
        await write();
      } catch (error) {
        keepTrouble.value ??= troubleOf(error);
      }
    }
    underWay = "";
    isWorking = false;
  }

  /** Hundreds of photos come within one millisecond, and their order is to last. */
  function nextTime(): number {
    latest = Math.max(latest + 1, Date.now() * 1000);
    return latest;
  }

  function nameOf(photo: Photo): Name {
    const known = names.get(photo.id);
    if (known) return known;
    const name: Name = {
      key: `${session}-${photo.id}`,
      session,
      at: nextTime(),
      photo: null,
      isRemoved: false,
      hasThumbnail: false,
    };
    names.set(photo.id, name);
    if (photo.file.size > 0 && keepTrouble.peek() !== "full") {
      work.set(`file ${name.key}`, () => database.put("files", photo.file, name.key));
    }
    return name;
  }

  function keep(photo: Photo, isRemoved: boolean): void {
    const name = nameOf(photo);
    if (name.photo !== photo || name.isRemoved !== isRemoved) {
      const record = recordOf(photo, name, isRemoved);
      const isNews =
        name.photo === null ||
        name.isRemoved !== isRemoved ||
        JSON.stringify(record) !== JSON.stringify(recordOf(name.photo, name, isRemoved));
      name.photo = photo;
      name.isRemoved = isRemoved;
      if (isNews) work.set(`photo ${name.key}`, () => database.put("photos", record));
    }
    const thumbnail = name.hasThumbnail ? null : thumbnailOf(photo.id);
    if (thumbnail) {
      name.hasThumbnail = true;
      work.set(`thumbnail ${name.key}`, () => database.put("thumbnails", thumbnail, name.key));
    }
  }

  effect(() => {
    const here = new Set<PhotoId>();
    for (const photo of state.value.photos) {
      here.add(photo.id);
      keep(photo, false);
    }
    for (const { photo } of removal.value) {
      here.add(photo.id);
      keep(photo, true);
    }
    for (const [id, { key }] of names) {
      if (here.has(id)) continue;
      names.delete(id);
      for (const what of ["file", "photo", "thumbnail"]) work.delete(`${what} ${key}`);
      work.set(`end ${key}`, () => deletePhoto(database, key));
    }
    void workOff();
  });
}
