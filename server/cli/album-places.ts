import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { printable } from "../../core/contracts/quote.ts";
import { statesPlace, writeXmp } from "../../core/formats/xmp.ts";
import {
  findAssets,
  type Immich,
  type PhotoBytes,
  placeAsset,
  placeOfAsset,
} from "../album/immich.ts";
import type { Placeable } from "../album/write-back.ts";
import { readSidecar, sidecarOf, writeSidecar } from "./estimate-files.ts";

// Where places of an album would be written, found out before anything is.

/** A place, and what stands where it would be written. */
export interface PlannedPlace {
  readonly place: Placeable;
  /** What is to be known before it is written; empty where nothing is. */
  readonly note: string;
  /** Null where it is not written: the note says why. */
  readonly write: ((signal: AbortSignal) => Promise<void>) | null;
}

/** Sidecars beside the photos. What they hold is kept, and a place that one states is the photo's. */
export function sidecarPlaces(places: readonly Placeable[]): Promise<readonly PlannedPlace[]> {
  return Promise.all(
    places.map(async (place): Promise<PlannedPlace> => {
      const { photo, km, isTracked } = place;
      const file = await sidecarOf(photo.file);
      const name = printable(basename(file));
      try {
        const existing = await readSidecar(file);
        if (existing !== null && statesPlace(existing)) {
          return { place, note: `${name} states a place, which is kept`, write: null };
        }
        writeXmp(photo, existing);
        const note = existing === null ? "" : `added to ${name}, which keeps what it holds`;
        return { place, note, write: () => writeSidecar(photo, isTracked ? km : null) };
      } catch (error) {
        return { place, note: `${name}: ${(error as Error).message}`, write: null };
      }
    }),
  );
}

/**
 * Photos of an Immich server, known by their bytes. A place that the server has is kept.
 *
 * @throws as `findAssets`
 */
export async function immichPlaces(
  immich: Immich,
  places: readonly Placeable[],
  signal: AbortSignal,
): Promise<readonly PlannedPlace[]> {
  const unread = new Set<string>();
  async function* bytesOf(): AsyncGenerator<PhotoBytes> {
    for (const { photo } of places) {
      const bytes = await readFile(photo.file).catch(() => null);
      if (bytes) yield { file: photo.file, bytes };
      else unread.add(photo.file);
    }
  }
  const assets = await findAssets(immich, bytesOf(), signal);
  const planned: PlannedPlace[] = [];
  for (const place of places) {
    const { file, prediction } = place.photo;
    const asset = assets.get(file);
    if (!asset) {
      const note = unread.has(file) ? "its file is not here" : "not in Immich";
      planned.push({ place, note, write: null });
      continue;
    }
    const known = await placeOfAsset(immich, asset, signal);
    if (known) {
      const note = `Immich has ${known.lat}, ${known.lng}, which is kept`;
      planned.push({ place, note, write: null });
      continue;
    }
    const write = (stop: AbortSignal) => placeAsset(immich, asset, prediction.best, stop);
    planned.push({ place, note: "", write });
  }
  return planned;
}
