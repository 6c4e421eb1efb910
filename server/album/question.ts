import type { AlbumOrder } from "../../core/album/photo.ts";
import type { Track, Whereabouts } from "../../core/album/track.ts";
import type { AlbumStage } from "../../core/contracts/album.ts";
import type { SequenceModelName } from "../../core/contracts/bundle.ts";
import { GraticuleError } from "../../core/contracts/errors.ts";
import type { PredictionOptions } from "../../core/contracts/options.ts";
import type { Position } from "../../core/earth/lng-lat.ts";
import type { TakeTurn } from "../../core/locate/turns.ts";

// What is asked of an album, and by whom.

/** A photo of an album, before it is read: its bytes, or the look of its prediction. */
export type AlbumFile = AboutFile & (PhotoSource | { readonly look: string });

export interface AboutFile {
  readonly file: string;
  /** When it was taken, hours on the album's one clock; null where nobody knows; `exif`: as the photo's file says. */
  readonly hours: number | null | "exif";
  /** Where it was taken; null where nobody knows; left out: as the photo's file says, if the question uses that. */
  readonly position?: Position | null;
  /** Where it was taken by so many km, which the picture may contradict. */
  readonly around?: Whereabouts | null;
  /** Whether its time is a camera's local one, whose zone nobody told; left out: as the photo's file says. */
  readonly isLocal?: boolean;
  /** What camera took it; null where nobody knows; left out: as the photo's file says. */
  readonly camera?: string | null;
}

interface PhotoSource {
  read(): Promise<Uint8Array>;
}

export interface AlbumQuestion {
  /** Null: by time where any is known, else as given. */
  readonly order: AlbumOrder | null;
  /** Whether positions that the files state count as known. */
  readonly usesPositions: boolean;
  /** Where the photographer was; left out where nobody knows. */
  readonly track?: Track;
  /** Left out: as the bundle wants it. */
  readonly sequence?: SequenceModelName;
  readonly options: PredictionOptions;
}

export interface AlbumWatch {
  readonly signal: AbortSignal;
  /** Turns of the event loop, where others share it. */
  readonly takeTurn?: TakeTurn;
  /** A photo is looked at where this lets it. */
  readonly inSlot?: <T>(photo: Uint8Array, look: () => Promise<T>) => Promise<T>;
  onProgress?(done: number, total: number, what: AlbumStage): void;
}

/** @throws GraticuleError "cancelled" once the signal has aborted */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new GraticuleError("cancelled", "The album was given up.");
}
