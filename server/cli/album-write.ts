import { printable } from "../../core/contracts/quote.ts";
import type { PhotoOutcome } from "../../core/formats/photo-outcome.ts";
import { type Immich, ImmichError } from "../album/immich.ts";
import { placeable } from "../album/write-back.ts";
import { immichPlaces, type PlannedPlace, sidecarPlaces } from "./album-places.ts";
import { complain, type Terminal } from "./terminal.ts";
import { usage } from "./usage.ts";

export interface WriteFlags {
  /** `xmp`, `immich`, or null: nothing is written. */
  readonly write: string | null;
  readonly withinKm: string | null;
  readonly immichUrl: string | null;
  /** Whether it is written, and not only shown. */
  readonly yes: boolean;
}

/** Where places are to be written, checked before any work. */
export interface WriteTarget {
  readonly immich: Immich | null;
  readonly withinKm: number;
  readonly isConfirmed: boolean;
}

const USUAL_KM = 25;
const MOST_KM = 1000;

/** Null where nothing is to be written. Throws "parameter_invalid" for flags that do not go together. */
export function writeTarget(flags: WriteFlags, env: Terminal["env"]): WriteTarget | null {
  const { write, withinKm: text, immichUrl, yes } = flags;
  if (write === null) {
    if (yes || text !== null || immichUrl !== null) {
      throw usage("--yes, --within-km and --immich-url go with --write xmp or --write immich.");
    }
    return null;
  }
  const withinKm = text === null ? USUAL_KM : Number(text);
  if (!(withinKm > 0 && withinKm <= MOST_KM)) {
    throw usage(`--within-km: expected a number up to ${MOST_KM}, got ${JSON.stringify(text)}.`);
  }
  if (write === "xmp") return { immich: null, withinKm, isConfirmed: yes };
  if (write !== "immich") {
    throw usage(`--write: expected xmp or immich, got ${JSON.stringify(write)}.`);
  }
  const key = env.IMMICH_API_KEY ?? "";
  if (immichUrl === null || !isAddress(immichUrl)) {
    throw usage(
      "--write immich: --immich-url with the address of the server is needed, like https://photos.example, without a name or password in it.",
    );
  }
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw usage("--write immich: the variable IMMICH_API_KEY must hold a key of the server.");
  }
  return { immich: { url: immichUrl, key }, withinKm, isConfirmed: yes };
}

function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === "" && password === "";
}

/**
 * Shows the places that would be written, and writes them where that was confirmed.
 *
 * @returns how many could not be written
 */
export async function writeBack(
  outcomes: readonly PhotoOutcome[],
  { immich, withinKm, isConfirmed }: WriteTarget,
  terminal: Terminal,
): Promise<number> {
  const { signal } = terminal;
  const places = placeable(outcomes, withinKm);
  let planned: readonly PlannedPlace[];
  try {
    planned = await (immich ? immichPlaces(immich, places, signal) : sidecarPlaces(places));
  } catch (error) {
    complain(terminal, signal.aborted ? "Stopped: nothing was written." : messageOf(error));
    return places.length;
  }
  for (const place of planned) complain(terminal, preview(place));
  const open = planned.filter(({ write }) => write !== null);
  const what = `${open.length} of ${outcomes.length} photos have a place within ${withinKm} km to be written${open.length < outcomes.length ? "; the others state one, are less sure, or do not belong" : ""}.`;
  complain(terminal, what);
  if (!isConfirmed) {
    if (open.length > 0) complain(terminal, "Nothing was written: add --yes to write.");
    return 0;
  }
  let written = 0;
  for (const { place, write } of open) {
    if (signal.aborted) break;
    try {
      await write!(signal);
      written += 1;
    } catch (error) {
      if (signal.aborted) break;
      complain(terminal, `${printable(place.photo.file)}: ${messageOf(error)}`);
      if (error instanceof ImmichError && error.isLasting) break;
    }
  }
  const rest = written < open.length ? ` of ${open.length}` : "";
  complain(terminal, `${signal.aborted ? "Stopped. " : ""}Written: ${written}${rest}.`);
  return open.length - written;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function preview({ place: { photo, km, isTracked }, note }: PlannedPlace): string {
  const { lat, lng, placeName } = photo.prediction.best;
  const words = isTracked ? "by the track" : (placeName ?? "by the picture");
  return `${printable(photo.file)}: ${lat}, ${lng}, within ${km.toFixed(km < 10 ? 1 : 0)} km, ${words}${note && ` (${note})`}`;
}
