import type { Prediction } from "../../core/contracts/prediction.ts";
import { linesOf } from "../../core/formats/lines.ts";
import { readSavedAnswers, type SavedAnswer } from "../../core/formats/saved-answers.ts";
import { addFiles, addOpened, type Opened, refuseFile } from "../ask/store.ts";
import { refusal } from "../service/failure.ts";
import { misfitOfPrediction } from "../service/known-answer.ts";

/** Endings of files that saved answers come in, for a file dialog's `accept`. */
export const SAVED_TYPES = ".json,.jsonl";

const SAVED_NAME = /\.(geo)?jsonl?$/i;
/** Parsed at once this fills a gigabyte. */
const MAX_BYTES = 200e6;
const OPENED_AT_ONCE = 20;

/** Takes in what was dropped, pasted or chosen: photos are asked about, saved answers are opened. */
export function takeFiles(files: readonly File[]): void {
  const isSaved = (file: File) => file.type === "application/json" || SAVED_NAME.test(file.name);
  addFiles(files.filter((file) => !isSaved(file)));
  void openAll(files.filter(isSaved));
}

async function openAll(files: readonly File[]): Promise<void> {
  for (const file of files) {
    try {
      await openSaved(file);
    } catch (error) {
      const { message } = error as Error;
      refuseFile(file, refusal("not_understood", "This is no saved answer", message));
    }
  }
}

async function openSaved(file: File): Promise<void> {
  if (file.name.toLowerCase().endsWith("l")) return openLines(file);
  if (file.size > MAX_BYTES) {
    throw new Error("The file has more than 200 MB; save the answers as JSONL, line by line.");
  }
  const answers = readSavedAnswers(await file.text(), file.name);
  if (answers.length === 0) throw new Error("The file holds no answers.");
  await addOpened(answers.map(toOpened));
}

/** An answer a line, however many: one is read at a time. Lines that are none do not hold up the others. */
async function openLines(file: File): Promise<void> {
  const faults: string[] = [];
  let count = 0;
  let opened: Opened[] = [];
  for await (const { text, number } of linesOf(portionsOf(file))) {
    if (text.trim() === "") continue;
    count++;
    try {
      opened.push(...readSavedAnswers(text, file.name).map(toOpened));
    } catch (error) {
      faults.push(`line ${number}: ${(error as Error).message}`);
    }
    if (opened.length < OPENED_AT_ONCE) continue;
    await addOpened(opened);
    opened = [];
  }
  if (opened.length > 0) await addOpened(opened);
  if (count === 0) throw new Error("The file holds no answers.");
  if (faults.length > 0) {
    throw new Error(
      `${faults.length} of ${count} lines could not be opened. The first is ${faults[0]}`,
    );
  }
}

/** The bytes of a file, portion by portion; not every browser walks a stream by itself. */
async function* portionsOf(file: File): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/** @throws Error where the document is not an answer as this page reads it */
function toOpened({ file, document, thumbnail }: SavedAnswer): Opened {
  const misfit = misfitOfPrediction(document);
  if (misfit !== null) {
    const place = misfit === "" ? "" : ` (${misfit})`;
    throw new Error(
      `The answer for ${file} is not in the form that this page reads${place}. It may come from another version; locate the photo again instead.`,
    );
  }
  return {
    name: file,
    // Its form has just been checked.
    prediction: document as Prediction,
    thumbnail: thumbnail === null ? null : bytesOf(thumbnail),
  };
}

/** The bytes of a `data:` address. */
function bytesOf(address: string): Blob {
  const [head, data = ""] = address.split(",");
  const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
  return new Blob([bytes], { type: /^data:([^;]+)/.exec(head!)?.[1] ?? "image/jpeg" });
}
