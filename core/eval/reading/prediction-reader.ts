import type { Line } from "../../formats/lines.ts";
import { type Estimate, type Failure, readPredictionLine } from "./estimate.ts";
import { createPredictionTable } from "./prediction-table.ts";
import type { ReadingOptions } from "./stated-support.ts";
import { badTable } from "./table.ts";

/** Reads a file of predictions line by line: one JSON document a line, or a table. */
export interface PredictionReader {
  /** What this line completes. Throws `parameter_invalid` with the line's number when the file is no predictions. */
  add(line: Pick<Line, "text" | "number" | "isCut">): (Estimate | Failure)[];
  end(): (Estimate | Failure)[];
  /** Number of a last line that was cut short and left out; null when there is none. */
  readonly cutLine: number | null;
}

/** @param name of the file: what its ending leaves open, the first line tells */
export function createPredictionReader(name: string, options: ReadingOptions): PredictionReader {
  let readAs = formatOf(name);
  let isFirst = true;
  let cutLine: number | null = null;
  const table = createPredictionTable(options);
  return {
    add({ text: line, number, isCut }) {
      const text = isFirst ? line.replace(/^\uFEFF/, "") : line;
      if (text.trim() === "" && readAs !== "table") return [];
      if (isFirst && text.trimStart().startsWith("[")) throw badTable(`line ${number}: ${LIST}`);
      isFirst = false;
      readAs ??= text.trimStart().startsWith("{") ? "documents" : "table";
      try {
        if (readAs === "table") return table.add(text);
        return [readPredictionLine(text, options)];
      } catch (cause) {
        if (readAs !== "documents" || !isCut) {
          throw badTable(`line ${number}: ${(cause as Error).message}`, cause);
        }
        cutLine = number;
        return [];
      }
    },
    end: table.end,
    get cutLine() {
      return cutLine;
    },
  };
}

const LIST =
  "it begins a JSON list; expected one document a line (`jq -c '.[]' FILE > FILE.jsonl` makes it so)";

function formatOf(name: string): "documents" | "table" | null {
  if (/\.(jsonl|ndjson)(\.gz)?$/i.test(name)) return "documents";
  return /\.csv(\.gz)?$/i.test(name) ? "table" : null;
}
