import { placeTitle } from "../../core/contracts/place-levels.ts";
import type { PhotoSummary } from "../../core/formats/photo-outcome.ts";
import { isBusy, type Photo } from "../ask/state.ts";

/** How photos are ordered. */
export const ORDERS = {
  added: "As added",
  place: "By place",
  surest: "Surest first",
  unsure: "Least sure first",
} as const;
export type Order = keyof typeof ORDERS;

/** What photos can be sifted by. */
export const KINDS = {
  all: "All",
  sure: "Likely",
  unsure: "Unsure",
  abstained: "Cannot tell",
  failed: "Failed",
  waiting: "To go",
} as const;
export type Kind = keyof typeof KINDS;

/** More likely than not. */
const SURE = 0.5;

/** What a photo counts as. A photo that is asked about anew counts as one to go. */
export function kindOf({ task, summary }: Photo): Exclude<Kind, "all"> {
  if (task.status === "failed") return "failed";
  if (isBusy(task) || task.status === "cancelled" || !summary) return "waiting";
  if (summary.state === "abstained") return "abstained";
  return sureness(summary) >= SURE ? "sure" : "unsure";
}

/** How many photos there are of each kind. */
export function countKinds(photos: readonly Photo[]): Readonly<Record<Kind, number>> {
  const counts = { all: photos.length, sure: 0, unsure: 0, abstained: 0, failed: 0, waiting: 0 };
  for (const photo of photos) counts[kindOf(photo)]++;
  return counts;
}

/** What of the photos is shown, and in which order. */
export interface Arrangement {
  readonly order: Order;
  readonly kind: Kind;
  /** Part of a place's or a file's name. */
  readonly text: string;
  /** Only these photos; null for no such choice. */
  readonly ids: ReadonlySet<number> | null;
}

export const AS_ADDED: Arrangement = { order: "added", kind: "all", text: "", ids: null };

/** The photos that an arrangement shows, in its order. Photos without an answer come last where answers order them. */
export function arrange(photos: readonly Photo[], arrangement: Arrangement): readonly Photo[] {
  const { order, kind, ids } = arrangement;
  const wanted = plain(arrangement.text);
  const shown = photos.filter(
    (photo) =>
      (kind === "all" || kindOf(photo) === kind) &&
      (ids === null || ids.has(photo.id)) &&
      (wanted === "" || plain(wordsOf(photo)).includes(wanted)),
  );
  if (order === "added") return shown;
  return shown.sort((a, b) => compare(a, b, order));
}

function compare(a: Photo, b: Photo, order: Order): number {
  const [x, y] = [a.summary, b.summary];
  if (!x || !y) return Number(x === null) - Number(y === null);
  if (order === "place") return titleOf(x).localeCompare(titleOf(y), "en");
  const bySureness = sureness(y) - sureness(x);
  return order === "surest" ? bySureness : -bySureness;
}

function sureness({ place }: PhotoSummary): number {
  return place?.probability ?? 0;
}

/** The place that an answer names, in words; "" where it names none. */
export function titleOf({ place }: PhotoSummary): string {
  return place ? placeTitle(place) : "";
}

function wordsOf({ file, summary }: Photo): string {
  return `${file.name} ${summary ? titleOf(summary) : ""}`;
}

/** Without accents and capitals, so that "sao" finds "São Paulo". */
function plain(text: string): string {
  return text.trim().normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
