import { type Fault, GraticuleError } from "../../core/contracts/errors.ts";
import type { PredictionOptions } from "../../core/contracts/options.ts";
import { quote } from "../../core/contracts/quote.ts";
import type { TakeTurn } from "../../core/locate/turns.ts";
import type { Locator, Look } from "../locate/locator.ts";
import {
  type AlbumFile,
  type AlbumQuestion,
  type AlbumWatch,
  throwIfCancelled,
} from "./question.ts";

// What each photo of an album tells by itself: opened where it was told before, else looked at.

/** Looks that are wrong are named, but no more than anybody reads. */
const MOST_FAULTS = 10;

/** The looks that files bring. They come of one request, so one that cannot be used is a fault of it. */
export async function recalled(
  locator: Pick<Locator, "recall">,
  files: readonly AlbumFile[],
  { options }: AlbumQuestion,
  signal: AbortSignal,
  takeTurn: TakeTurn,
): Promise<Map<number, Look>> {
  const looks = new Map<number, Look>();
  const faults: Fault[] = [];
  let first: Look | null = null;
  for (const [i, item] of files.entries()) {
    if (!("look" in item) || faults.length === MOST_FAULTS) continue;
    await takeTurn();
    throwIfCancelled(signal);
    try {
      const look = locator.recall(item.look, options);
      first ??= look;
      looks.set(i, look);
      if (look.priorName === first.priorName) continue;
      throw new GraticuleError(
        "parameter_invalid",
        `the look was made with the prior ${look.priorName}, the first with ${first.priorName}: ask for all predictions of an album with the same`,
      );
    } catch (error) {
      if (!(error instanceof GraticuleError)) throw error;
      const detail = `${quote(item.file)}: ${error.message}`;
      faults.push({ pointer: `body/photos/${i}/look`, detail });
    }
  }
  if (faults.length === 0) return looks;
  const details = faults.map(({ detail }) => detail).join("; ");
  throw new GraticuleError("parameter_invalid", details, { faults });
}

/**
 * Looks at the files that bring photos.
 *
 * @param options with the prior of the looks that were made before
 * @param looks is added to
 * @returns why, of each that could not be read
 */
export async function seen(
  locator: Pick<Locator, "look">,
  files: readonly AlbumFile[],
  options: PredictionOptions,
  { signal, inSlot = (_photo, look) => look(), onProgress }: AlbumWatch,
  looks: Map<number, Look>,
): Promise<Map<number, string>> {
  const reasons = new Map<number, string>();
  for (const [i, item] of files.entries()) {
    throwIfCancelled(signal);
    if ("read" in item) {
      try {
        const photo = await item.read();
        looks.set(i, await inSlot(photo, () => locator.look(photo, options, signal)));
      } catch (error) {
        throwIfCancelled(signal);
        reasons.set(i, (error as Error).message);
      }
    }
    onProgress?.(i + 1, files.length, "photos");
  }
  return reasons;
}
