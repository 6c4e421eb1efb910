import { cellAreaKm2, isCell } from "../../core/earth/cells.ts";
import { fieldsOf, idOfLine } from "../../core/eval/reading/document.ts";
import { createIdMatcher } from "../../core/eval/reading/ids.ts";
import { isGzipped, readLines } from "./lines.ts";
import type { OpenedPhoto } from "./messages.ts";

/** Finds single photos in a file of predictions. */
export interface PredictionFinder {
  /** The photo's line; null if the file has none. */
  find(photo: string): Promise<string | null>;
}

/** Where a line begins and ends. */
type Span = readonly [start: number, end: number];

/** Looks through the file at the first question and remembers where each photo's line lies. */
export function createPredictionFinder(file: File, ids: readonly string[]): PredictionFinder {
  const match = createIdMatcher(ids);
  let spans: Promise<Map<string, Span>> | null = null;

  async function index(): Promise<Map<string, Span>> {
    const found = new Map<string, Span>();
    for await (const { text, start, end } of readLines(file)) {
      const name = idOfLine(text);
      const id = name === null ? null : match(name);
      if (id !== null && !found.has(id)) found.set(id, [start, end]);
    }
    return found;
  }

  return {
    async find(photo) {
      if (isGzipped(file)) {
        // No seeking in packed files: read until it comes.
        for await (const { text } of readLines(file)) {
          const name = idOfLine(text);
          if (name !== null && match(name) === photo) return text;
        }
        return null;
      }
      spans ??= index();
      const span = (await spans).get(photo);
      return span ? (await file.slice(...span).text()).trimEnd() : null;
    },
  };
}

/** The heatmap of a line of predictions. */
export function openPrediction(id: string, line: string): OpenedPhoto {
  const { cells } = fieldsOf(JSON.parse(line)) ?? {};
  const sound = (Array.isArray(cells) ? cells : []).flatMap(readCell);
  sound.sort((a, b) => b.density - a.density);
  return {
    id,
    cells: sound.map(({ h3, probability }) => ({ h3, probability })),
  };
}

/** A cell with its density; nothing where it is none, or holds nothing. */
function readCell(cell: unknown) {
  const { h3, probability } = fieldsOf(cell) ?? {};
  if (typeof h3 !== "string" || !isCell(h3)) return [];
  if (typeof probability !== "number" || !(probability > 0)) return [];
  return [{ h3, probability, density: probability / cellAreaKm2(h3) }];
}
