import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { EvaluationSummary } from "../../core/contracts/api.ts";
import { readSummaryHead, type SummaryHead } from "../../core/eval/figures/summary-file.ts";
import { idOfLine } from "../../core/eval/reading/document.ts";
import { createIdMatcher } from "../../core/eval/reading/ids.ts";
import { readLines } from "../files/lines.ts";
import { RUN_FILES } from "./run-files.ts";

/** The scored runs that the operator keeps in one folder, a folder each. */
export interface EvaluationRuns {
  /** Sorted by id; folders without a summary that can be read are none. */
  list(): Promise<EvaluationSummary[]>;
  /** Null when there is no such run. */
  summary(id: string): Promise<SummaryHead | null>;
  /** A file of a run; null when there is no such run or file. */
  file(id: string, name: string): Promise<RunFile | null>;
  /** The line of predictions of one photo, by the id that the set gives it; null when there is none. */
  prediction(id: string, photo: string): Promise<string | null>;
}

export interface RunFile {
  readonly folder: string;
  readonly name: string;
  readonly type: string;
}

/** What may be fetched of a run: its own files, never others that lie beside them. */
const TYPES: ReadonlyMap<string, string> = new Map([
  [RUN_FILES.summary, "application/json"],
  [RUN_FILES.perImage, "text/csv"],
  [RUN_FILES.predictions, "application/x-ndjson"],
  [RUN_FILES.markdown, "text/markdown"],
]);

/** A folder's name that is no path: begins with a letter or digit, so that `..` and hidden folders are none. */
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Where each photo's line lies in a file of predictions, for the version of the file that was read. */
interface Index {
  readonly version: string;
  readonly spans: Promise<ReadonlyMap<string, readonly [start: number, end: number]>>;
}

/** Reads a folder of runs; `null` is an operator who keeps none. Nothing is cached but where photos lie in files. */
export function createEvaluationRuns(folder: string | null): EvaluationRuns {
  const indexes = new Map<string, Index>();

  async function summary(id: string): Promise<SummaryHead | null> {
    if (folder === null || !ID.test(id)) return null;
    try {
      return readSummaryHead(await readFile(join(folder, id, RUN_FILES.summary), "utf8"));
    } catch {
      return null;
    }
  }

  async function sizes(id: string): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    for (const name of TYPES.keys()) {
      const file = await stat(join(folder!, id, name)).catch(() => null);
      if (file?.isFile()) found.set(name, file.size);
    }
    return found;
  }

  async function describe(id: string): Promise<EvaluationSummary | null> {
    const known = await summary(id);
    if (!known) return null;
    const files = await sizes(id);
    return {
      id,
      name: known.name,
      model: known.model,
      dataset: known.dataset.name,
      photos: known.dataset.photos,
      files: [...files.keys()],
      hasPredictions: files.has(RUN_FILES.predictions),
      bytes: [...files.values()].reduce((sum, size) => sum + size, 0),
    };
  }

  async function indexOf(file: string): Promise<Index["spans"]> {
    const { size, mtimeMs } = await stat(file);
    const version = `${size} ${mtimeMs}`;
    const known = indexes.get(file);
    if (known?.version === version) return known.spans;
    const spans = readSpans(file);
    indexes.set(file, { version, spans });
    spans.catch(() => indexes.delete(file));
    return spans;
  }

  return {
    async list() {
      if (folder === null) return [];
      const names = await readdir(folder).catch(() => []);
      const runs = await Promise.all(names.sort().map(describe));
      return runs.filter((run) => run !== null);
    },
    summary,
    async file(id, name) {
      const type = TYPES.get(name);
      if (type === undefined || (await summary(id)) === null) return null;
      if (!(await sizes(id)).has(name)) return null;
      return { folder: join(folder!, id), name, type };
    },
    async prediction(id, photo) {
      const found = await this.file(id, RUN_FILES.predictions);
      if (!found) return null;
      const file = join(found.folder, found.name);
      const spans = await indexOf(file);
      const own = createIdMatcher([photo]);
      const span = spans.get(photo) ?? [...spans].find(([name]) => own(name) === photo)?.[1];
      return span ? readSpan(file, span) : null;
    },
  };
}

async function readSpans(file: string): Promise<Map<string, readonly [number, number]>> {
  const spans = new Map<string, readonly [number, number]>();
  let start = 0;
  for await (const { text, end } of readLines(file)) {
    const name = idOfLine(text);
    if (name !== null && !spans.has(name)) spans.set(name, [start, end]);
    start = end;
  }
  return spans;
}

async function readSpan(file: string, [start, end]: readonly [number, number]): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of createReadStream(file, { start, end: end - 1 })) {
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString("utf8").trim();
}
