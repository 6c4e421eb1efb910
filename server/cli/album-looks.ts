import * as z from "zod";
import { LookSchema } from "../../core/contracts/prediction.ts";
import { readLines } from "../files/lines.ts";
import type { Input } from "./inputs.ts";

/** A photo of an album: to be read, or seen before. */
export type AlbumInput = Input | { readonly file: string; readonly look: string };

const SAVED = /\.(jsonl|ndjson)(\.gz)?$/i;

const SavedSchema = z.looseObject({
  file: z.string().min(1),
  look: LookSchema.optional(),
  error: z.looseObject({ message: z.string() }).optional(),
});

/** Inputs, each file of saved predictions in the place of which its photos stand. */
export async function withSavedLooks(inputs: readonly Input[]): Promise<AlbumInput[]> {
  const all: AlbumInput[] = [];
  for (const input of inputs) {
    if ("read" in input && SAVED.test(input.file)) all.push(...(await savedLooks(input.file)));
    else all.push(input);
  }
  return all;
}

async function savedLooks(file: string): Promise<AlbumInput[]> {
  const found: AlbumInput[] = [];
  try {
    for await (const { text, number } of readLines(file)) {
      if (text.trim() !== "") found.push(savedLook(text, `${file}:${number}`));
    }
  } catch (error) {
    // What the system says has a code; what is said of gzip's data is in our words.
    const isOurs = error instanceof Error && !("code" in error);
    return [{ file, fault: isOurs ? error.message : "the file cannot be read" }];
  }
  return found.length > 0 ? found : [{ file, fault: "it has no predictions" }];
}

function savedLook(text: string, at: string): AlbumInput {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { file: at, fault: "the line is not JSON" };
  }
  const saved = SavedSchema.safeParse(value);
  if (!saved.success) {
    return {
      file: at,
      fault: "the line is no prediction with `file`: write them with --format jsonl",
    };
  }
  const { file, look, error } = saved.data;
  if (look !== undefined) return { file, look };
  const why = error
    ? `it was not answered: ${error.message}`
    : "its prediction has no look: write it with predict --look";
  return { file, fault: why };
}
