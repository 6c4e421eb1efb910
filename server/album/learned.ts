import type { SolvedAlbum } from "../../core/album/album.ts";
import { answerPictures, comparePictures } from "../../core/album/learned.ts";
import type { AlbumOrder, AlbumPhoto } from "../../core/album/photo.ts";
import type { World } from "../../core/album/world.ts";
import type { SequenceModelName } from "../../core/contracts/bundle.ts";
import { GraticuleError } from "../../core/contracts/errors.ts";
import type { LearnedSequence, Locator, Look } from "../locate/locator.ts";
import { type AlbumQuestion, throwIfCancelled } from "./question.ts";

/**
 * Which of the two models answers an album: the one that is asked for, else the bundle's own choice.
 *
 * @throws GraticuleError "parameter_invalid" where the learned one is asked for and the bundle has none
 */
export function chosenModel(
  { sequence, model }: Pick<Locator, "sequence" | "model">,
  asked: AlbumQuestion["sequence"],
): SequenceModelName {
  if (asked !== "learned" || sequence) return asked ?? sequence?.use ?? "hmm";
  const detail = `sequence: the model ${model.name} has no learned sequence model; expected hmm, or a bundle with the part \`sequence\``;
  throw new GraticuleError("parameter_invalid", detail, {
    faults: [{ pointer: "body/sequence", detail }],
  });
}

/** Whether nothing but the pictures tells of places: a learned model of sequences sees nothing else. */
export function isPicturesAlone(photos: readonly AlbumPhoto[]): boolean {
  return photos.every((photo) => !photo.isAnchor && !photo.placing?.(0));
}

/**
 * Photos of one album by the bundle's learned model.
 *
 * @param photos their beliefs are written over
 * @param steps drives work that pauses, telling how far it is
 * @throws GraticuleError "cancelled" once the signal aborts
 */
export async function solveLearned(
  sequence: Pick<LearnedSequence, "beliefs">,
  world: World,
  photos: readonly AlbumPhoto[],
  looks: readonly Pick<Look, "vector" | "priorName">[],
  order: AlbumOrder,
  signal: AbortSignal,
  steps: <T>(work: Generator<number, T>) => Promise<T>,
): Promise<Pick<SolvedAlbum, "photos" | "sequence" | "path" | "belongs" | "clocks">> {
  const compared = await steps(comparePictures(world, photos, order));
  const shown = compared.sequence.map((i, t) => ({
    vector: looks[i]!.vector,
    hours: compared.hours[t]!,
  }));
  const joint = sequence.beliefs(shown, looks[0]!.priorName);
  return answerPictures(world, compared, watched(joint, signal));
}

async function* watched<T>(values: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T, void> {
  for await (const value of values) {
    throwIfCancelled(signal);
    yield value;
  }
}
