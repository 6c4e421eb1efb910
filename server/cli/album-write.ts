import { readFile } from "node:fs/promises";
import { printable } from "../../core/contracts/quote.ts";
import type { PhotoOutcome } from "../../core/formats/photo-outcome.ts";
import { findAssets, type Immich, placeAsset } from "../album/immich.ts";
import { type Placeable, placeable } from "../album/write-back.ts";
import { writeSidecar } from "./estimate-files.ts";
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
  if (immichUrl === null || !/^https?:\/\/[^\s]+$/.test(immichUrl)) {
    throw usage("--write immich: --immich-url with the address of the server is needed.");
  }
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw usage("--write immich: the variable IMMICH_API_KEY must hold a key of the server.");
  }
  return { immich: { url: immichUrl, key }, withinKm, isConfirmed: yes };
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
  const places = placeable(outcomes, withinKm);
  let assets: ReadonlyMap<string, string | null> | null = null;
  try {
    if (immich && places.length > 0) assets = await assetsOf(immich, places);
  } catch (error) {
    complain(terminal, (error as Error).message);
    return places.length;
  }
  for (const place of places) complain(terminal, preview(place, assets));
  const known = assets ? places.filter(({ photo }) => assets.get(photo.file)) : places;
  const rest = outcomes.length - known.length;
  const what = `${known.length} of ${outcomes.length} photos have a place within ${withinKm} km to be written${rest > 0 ? "; the others state one, are less sure, or do not belong" : ""}.`;
  complain(terminal, what);
  if (!isConfirmed) {
    if (known.length > 0) complain(terminal, "Nothing was written: add --yes to write.");
    return 0;
  }
  let failed = 0;
  for (const { photo, km, isTracked } of known) {
    try {
      terminal.signal.throwIfAborted();
      if (immich) await placeAsset(immich, assets!.get(photo.file)!, photo.prediction.best);
      else await writeSidecar(photo, isTracked ? km : null);
    } catch (error) {
      failed += 1;
      complain(terminal, `${printable(photo.file)}: ${(error as Error).message}`);
      if (terminal.signal.aborted) break;
    }
  }
  complain(terminal, `Written: ${known.length - failed}.`);
  return failed;
}

async function assetsOf(
  immich: Immich,
  places: readonly Placeable[],
): Promise<ReadonlyMap<string, string | null>> {
  const photos = [];
  for (const { photo } of places) {
    photos.push({ file: photo.file, bytes: await readFile(photo.file) });
  }
  return findAssets(immich, photos);
}

function preview(
  { photo, km, isTracked }: Placeable,
  assets: ReadonlyMap<string, string | null> | null,
): string {
  const { lat, lng, placeName } = photo.prediction.best;
  const words = isTracked ? "by the track" : (placeName ?? "by the picture");
  const absent = assets && !assets.get(photo.file) ? " (not in Immich)" : "";
  return `${printable(photo.file)}: ${lat}, ${lng}, within ${km.toFixed(km < 10 ? 1 : 0)} km, ${words}${absent}`;
}
