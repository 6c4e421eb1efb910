import { type FileHandle, open, stat, truncate } from "node:fs/promises";
import * as z from "zod";
import { readLines } from "../files/lines.ts";
import { fileError, writeError } from "./files.ts";

/** What has been predicted already, and what with. */
export interface Resumed {
  readonly done: ReadonlySet<string>;
  /** Of the first prediction, as `describeMaking` says it; null in an empty file. */
  readonly made: string | null;
  /** Whether the last line was cut by a crash and taken off. */
  readonly wasCut: boolean;
}

/** A file of predictions that grows line by line; what is in it survives a crash. */
export interface PredictionFile {
  append(document: object): Promise<void>;
  close(): Promise<void>;
}

/** What of a document tells whether its photo is done, and what with. */
const KnownSchema = z.object({
  id: z.string().optional(),
  model: z.object({ name: z.string(), version: z.string() }).optional(),
  prior: z.string().optional(),
  crops: z.number().optional(),
  ranking: z.string().optional(),
  perturbation: z.string().optional(),
});
type Known = z.infer<typeof KnownSchema>;

/**
 * Reads what an interrupted run has left. A last line without end is taken off the file: at most that photo is lost.
 * Photos that could not be read count as done.
 */
export async function resumePredictions(file: string): Promise<Resumed> {
  // Nothing to read; a device, which has no size, may never end.
  if (!(await stat(file).catch(() => null))?.size) {
    return { done: new Set(), made: null, wasCut: false };
  }
  const done = new Set<string>();
  let made: string | null = null;
  let sound = 0;
  let wasCut = false;
  for await (const { text, number, isCut, end } of readLines(file)) {
    if (isCut) {
      wasCut = true;
      break;
    }
    sound = end;
    if (text.trim() === "") continue;
    const known = parse(text, file, number);
    if (known.id !== undefined) done.add(known.id);
    if (known.model) made ??= describeMaking(known.model, known);
  }
  if (wasCut) await truncate(file, sound);
  return { done, made, wasCut };
}

/** Options that change what a prediction says, beside its model. */
export type Making = Pick<Known, "prior" | "crops" | "ranking" | "perturbation">;

/** How a prediction was made, for telling whether a run may be resumed. */
export function describeMaking(
  model: { readonly name: string; readonly version: string },
  { prior = "photos", crops = 1, ranking = "cells", perturbation }: Making,
): string {
  return [
    `${model.name} ${model.version}`,
    `prior ${prior}`,
    ...(crops === 1 ? [] : [`${crops} crops`]),
    ...(ranking === "cells" ? [] : [`ranking by ${ranking}`]),
    ...(perturbation === undefined ? [] : [`photos changed by ${perturbation}`]),
  ].join(", ");
}

function parse(text: string, file: string, number: number): Known {
  const fault = (problem: string, cause: unknown) =>
    fileError(
      file,
      `line ${number} is ${problem}; this is no file of predictions, or it is damaged. Move it away, or write to another --output`,
      cause,
    );
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw fault("not JSON", cause);
  }
  const known = KnownSchema.safeParse(document);
  if (!known.success) throw fault("no document of `eval predict`", known.error);
  return known.data;
}

/** Opens a file for appending. */
export async function openPredictionFile(file: string): Promise<PredictionFile> {
  let handle: FileHandle;
  try {
    handle = await open(file, "a");
  } catch (cause) {
    throw writeError(file, cause);
  }
  let written = 0;
  return {
    async append(document) {
      try {
        await handle.appendFile(`${JSON.stringify(document)}\n`);
        written += 1;
      } catch (cause) {
        throw writeError(
          file,
          cause,
          ` The ${written} predictions written so far are kept; --resume goes on from there.`,
        );
      }
    },
    close: () => handle.close(),
  };
}
