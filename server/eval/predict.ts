import { setMaxListeners } from "node:events";
import { mkdir, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { PredictionOptions } from "../../core/contracts/options.ts";
import { type TailDocument, tailOf, toTailDocument } from "../../core/eval/reading/tail.ts";
import type { Locator } from "../locate/locator.ts";
import { createSlots } from "../process/slots.ts";
import { fileError, writeError } from "./files.ts";
import { type FoundPhotos, type PhotoFile, photoFaultOf } from "./photo-files.ts";
import {
  describeMaking,
  openPredictionFile,
  type PredictionFile,
  resumePredictions,
} from "./prediction-file.ts";

export interface PredictRequest {
  readonly found: FoundPhotos;
  /** File of one document a line. */
  readonly output: string;
  readonly resume: boolean;
  readonly options: PredictionOptions;
  readonly concurrency: number;
  /** What becomes of the photos before they are predicted. */
  readonly perturbation: Perturbed | null;
  /** Whether the cells that a document leaves out are told coarsely (core/eval/reading/tail.ts). */
  readonly tail: boolean;
  readonly signal: AbortSignal;
  openLocator(): Promise<Locator>;
  onProgress?(done: number, total: number): void;
  log?(message: string): void;
}

export interface Perturbed {
  /** Told in every document, so that no other predictions are added to them. */
  readonly name: string;
  change(bytes: Uint8Array): Promise<Uint8Array>;
}

export interface PredictOutcome {
  readonly predicted: number;
  /** Done by an earlier run. */
  readonly kept: number;
  readonly unreadable: readonly string[];
}

/** Predicts the photos of a set into a file, in the order of their ids. An interrupted run can be resumed. */
export async function predictPhotos(request: PredictRequest): Promise<PredictOutcome> {
  const { output, found } = request;
  await mkdir(dirname(output), { recursive: true }).catch((cause) => {
    throw writeError(output, cause);
  });
  const isThere = ((await stat(output).catch(() => null))?.size ?? 0) > 0;
  if (isThere && !request.resume) {
    throw fileError(
      output,
      "there are predictions already; go on with --resume, or write to another --output",
    );
  }
  const resumed = await resumePredictions(output);
  if (resumed.wasCut) request.log?.("The last prediction was cut short and is made again.");
  const open = found.photos.filter(({ id }) => !resumed.done.has(id));
  const kept = found.photos.length - open.length;
  if (open.length === 0) return { predicted: 0, kept, unreadable: [] };
  const locator = await request.openLocator();
  try {
    const making = describeMaking(locator.model, {
      ...request.options,
      perturbation: request.perturbation?.name,
    });
    if (resumed.made !== null && resumed.made !== making) {
      throw fileError(
        output,
        `holds predictions of ${resumed.made}, this would be ${making}; write to another --output`,
      );
    }
    const file = await openPredictionFile(output);
    try {
      const unreadable = await predictAll(open, kept, locator, file, request);
      return { predicted: open.length, kept, unreadable };
    } finally {
      await file.close();
    }
  } finally {
    await locator.close();
  }
}

/** Photos read ahead of the one that is written next, as a multiple of those worked on at a time. */
const AHEAD = 4;

async function predictAll(
  photos: readonly PhotoFile[],
  kept: number,
  locator: Locator,
  file: PredictionFile,
  request: PredictRequest,
): Promise<string[]> {
  const unreadable: string[] = [];
  // Every photo that waits listens for Ctrl+C.
  setMaxListeners(0, request.signal);
  const { run } = createSlots(request.concurrency, photos.length);
  const pending: Promise<object>[] = [];
  const total = kept + photos.length;
  let next = 0;
  try {
    for (let written = 0; written < photos.length; written++) {
      // A bounded window, so that a slow photo does not pile up documents behind it.
      for (; next < photos.length && next < written + AHEAD * request.concurrency; next++) {
        const photo = photos[next]!;
        const document = run(() => predictOne(photo, locator, request), request.signal);
        // Awaited in its turn; until then a failure must not count as unhandled.
        document.catch(() => {});
        pending.push(document);
      }
      const document = await pending.shift()!;
      if ("error" in document) unreadable.push(photos[written]!.id);
      await file.append(document);
      request.onProgress?.(kept + written + 1, total);
    }
  } finally {
    // A model must not be closed under a photo that it is looking at.
    await Promise.allSettled(pending);
  }
  return unreadable;
}

async function predictOne(
  { id, file, path }: PhotoFile,
  locator: Locator,
  { options, perturbation, tail, signal }: PredictRequest,
): Promise<object> {
  const rest: { tail?: TailDocument } = {};
  try {
    const given = await readFile(path);
    const bytes = perturbation ? await perturbation.change(given) : given;
    const prediction = await locator.locate(bytes, options, signal, {
      see(posterior, ranking) {
        const left = tail ? tailOf(posterior, ranking, options.maxCells) : null;
        if (left) rest.tail = toTailDocument(left);
      },
    });
    // Else resuming could not tell: the document itself does not say these.
    const making = {
      ...(options.crops !== 1 && { crops: options.crops }),
      ...(options.ranking !== "cells" && { ranking: options.ranking }),
      ...(perturbation && { perturbation: perturbation.name }),
    };
    return { id, file, ...prediction, ...making, ...rest };
  } catch (error) {
    const fault = photoFaultOf(error);
    if (fault) return { id, file, error: fault };
    throw error;
  }
}
