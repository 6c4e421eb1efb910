import type { CellProbability } from "../../core/contracts/prediction.ts";
import { cellAreaKm2, isCell } from "../../core/earth/cells.ts";
import type { LngLat, Position } from "../../core/earth/lng-lat.ts";
import { idOfLine } from "../../core/eval/reading/estimate.ts";
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

interface Document {
  readonly cells?: readonly Partial<CellProbability>[];
  readonly best?: { readonly score?: Position };
}

/** The heatmap of a line of predictions. */
export function openPrediction(id: string, line: string): OpenedPhoto {
  const { cells = [], best } = JSON.parse(line) as Document;
  const score = best?.score;
  const scoreAt: LngLat | null = score ? [score.lng, score.lat] : null;
  const sound = cells.filter(isSound).map(({ h3, probability }) => ({
    h3,
    probability,
    density: probability / cellAreaKm2(h3),
  }));
  sound.sort((a, b) => b.density - a.density);
  return { id, scoreAt, cells: sound.map(({ h3, probability }) => ({ h3, probability })) };
}

function isSound(cell: Partial<CellProbability>): cell is CellProbability {
  const { h3, probability } = cell;
  return typeof h3 === "string" && isCell(h3) && typeof probability === "number" && probability > 0;
}
