import type { Order, Setting, Solved } from "../album/state.ts";
import type { PhotoId } from "../ask/state.ts";

/** What an album was solved from, by the keys that its photos have on the device. */
export interface AlbumNote {
  readonly photos: readonly string[];
  /** Whether they were all that could be solved together. */
  readonly isAll: boolean;
  readonly order: Order;
  /** Photos whose files' positions do not count. */
  readonly withoutPosition: readonly string[];
}

/** A note with the photos as this page numbers them. */
export interface RecalledAlbum extends Omit<AlbumNote, "photos" | "withoutPosition"> {
  readonly photos: readonly PhotoId[];
  readonly withoutPosition: readonly PhotoId[];
}

const ORDERS: readonly Order[] = ["time", "given", "none"];

/** What is remembered of an album. Photos that are not kept are left out. */
export function noteOf(
  { way, strays, chosen }: Pick<Solved, "way" | "strays" | "chosen">,
  { order, withoutPosition }: Setting,
  keyOf: (id: PhotoId) => string | undefined,
): AlbumNote {
  const keys = (ids: Iterable<PhotoId>) => [...ids].flatMap((id) => keyOf(id) ?? []);
  return {
    photos: keys([...way, ...strays].map(({ id }) => id)),
    isAll: chosen === null,
    order,
    withoutPosition: keys(withoutPosition),
  };
}

/** A note from wherever it was kept; null where it is none, or fewer than two of its photos are here. */
export function recallNote(
  note: unknown,
  idOf: (key: string) => PhotoId | undefined,
): RecalledAlbum | null {
  const { photos, isAll, order, withoutPosition } = Object(note) as Record<string, unknown>;
  const known = ORDERS.find((name) => name === order);
  const ids = (keys: unknown) =>
    Array.isArray(keys) ? keys.flatMap((key) => (typeof key === "string" && idOf(key)) || []) : [];
  const found = ids(photos);
  if (!known || found.length < 2) return null;
  return {
    photos: found,
    isAll: isAll === true,
    order: known,
    withoutPosition: ids(withoutPosition),
  };
}
