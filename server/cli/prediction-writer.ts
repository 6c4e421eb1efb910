import type { PrintedFormat } from "../../core/contracts/formats.ts";
import type { Prediction } from "../../core/contracts/prediction.ts";
import type { Separator } from "../../core/contracts/separators.ts";
import { CSV_COLUMNS, cellRows, predictionToCsv, toCsv } from "../../core/formats/csv.ts";
import { toCells, toLandmarks } from "../../core/formats/geojson.ts";
import { predictionsKmlWriter } from "../../core/formats/kml.ts";
import type { LocatedPhoto, PhotoOutcome } from "../../core/formats/photo-outcome.ts";
import { PHOTO_COLUMNS, photoRow } from "../../core/formats/photos-csv.ts";
import { photosGeoJsonWriter } from "../../core/formats/photos-geojson.ts";
import { photosKmlWriter } from "../../core/formats/photos-kml.ts";
import type { PhotosPath } from "../../core/formats/photos-path.ts";
import { writePrediction } from "../files/write-prediction.ts";
import { createPhotoTable } from "./photo-table.ts";

/** Writes photos one after another in one form; nothing of a photo is kept once it is written. */
export interface PredictionWriter {
  add(outcome: PhotoOutcome): Promise<void>;
  /** Ends the document. Also when not all photos were added, it is whole. */
  end(): Promise<void>;
  /** Whether photos without an answer are seen in what is written. */
  readonly showsFailures: boolean;
}

export interface WriterOptions {
  readonly format: PrintedFormat;
  /** One file or standard input: its JSON document needs no `file`. */
  readonly isSingle: boolean;
  /** Whether the cells of each answer are written, instead of the photos alone. */
  readonly cells: boolean;
  /** GeoJSON: the area of each photo that holds this probability; null for points alone. */
  readonly areas: number | null;
  /** GeoJSON and KML: the way through the photos of an album, which comes last. */
  readonly path?: PhotosPath;
  /** CSV: what stands between fields. */
  readonly separator: Separator;
  /** Names of all photos, and letters in a line of the terminal: widths of the table. */
  readonly files: readonly string[];
  readonly columns: number;
}

type Write = (text: string) => Promise<void>;

export function createPredictionWriter(options: WriterOptions, write: Write): PredictionWriter {
  const { format, isSingle, cells, separator } = options;
  switch (format) {
    case "table":
      return writeTable(options, write);
    case "json":
      return isSingle ? writeSingle("json", write) : writeDocuments(false, write);
    case "jsonl":
      return writeDocuments(true, write);
    case "csv":
      if (!cells) return writeRows(separator, write);
      return isSingle ? writeSingleCells(separator, write) : writeCellRows(separator, write);
    case "geojson":
      if (cells) return isSingle ? writeSingle("geojson", write) : writeCellFeatures(write);
      return writePieces(photosGeoJsonWriter(options), write);
    case "kml":
      if (cells) return isSingle ? writeSingle("kml", write) : writeFolders(write);
      return writePieces(photosKmlWriter(options.path), write);
  }
}

/** Lets a writer of answers pass over photos that have none. */
function answersOnly(
  add: (photo: LocatedPhoto) => Promise<void>,
  end: () => Promise<void>,
): PredictionWriter {
  return {
    add: async (outcome) => ("reason" in outcome ? undefined : add(outcome)),
    end,
    showsFailures: false,
  };
}

async function nothing(): Promise<void> {}

/** One photo as the HTTP service answers it. */
function writeSingle(format: "json" | "geojson" | "kml", write: Write): PredictionWriter {
  return answersOnly(async ({ prediction }) => {
    const text = await writePrediction(prediction, format);
    await write(text.endsWith("\n") ? text : `${text}\n`);
  }, nothing);
}

/** The cells of one photo. */
function writeSingleCells(separator: Separator, write: Write): PredictionWriter {
  return answersOnly(({ prediction }) => write(predictionToCsv(prediction, separator)), nothing);
}

function writeTable({ files, columns }: WriterOptions, write: Write): PredictionWriter {
  const table = createPhotoTable(files, columns);
  let head = table.head;
  return {
    add(outcome) {
      const text = head + table.row(outcome);
      head = "";
      return write(text);
    },
    end: nothing,
    showsFailures: true,
  };
}

/** One document per line, each with `file`; with `error` where there is no answer, if that is wanted. */
function writeDocuments(withErrors: boolean, write: Write): PredictionWriter {
  return {
    async add(outcome) {
      const { file } = outcome;
      if (!("reason" in outcome)) {
        return write(`${JSON.stringify({ file, ...outcome.prediction })}\n`);
      }
      if (withErrors) {
        await write(`${JSON.stringify({ file, error: { message: outcome.reason } })}\n`);
      }
    },
    end: nothing,
    showsFailures: withErrors,
  };
}

function writeRows(separator: Separator, write: Write): PredictionWriter {
  let head: readonly (readonly string[])[] = [PHOTO_COLUMNS];
  return {
    add(outcome) {
      const text = toCsv([...head, photoRow(outcome)], separator);
      head = [];
      return write(text);
    },
    end: async () => {
      if (head.length > 0) await write(toCsv(head, separator));
    },
    showsFailures: true,
  };
}

function writeCellRows(separator: Separator, write: Write): PredictionWriter {
  let head: readonly (readonly string[])[] = [["file", ...CSV_COLUMNS]];
  return answersOnly(({ file, prediction }) => {
    const rows = Array.from(cellRows(prediction), (row) => [file, ...row]);
    const text = toCsv([...head, ...rows], separator);
    head = [];
    return write(text);
  }, nothing);
}

/** Points, regions and cells of all photos in one collection; each feature tells its `file`. */
function writeCellFeatures(write: Write): PredictionWriter {
  let opening = '{"type":"FeatureCollection","features":[';
  return answersOnly(
    async ({ file, prediction }) => {
      for (const feature of featuresOf(prediction)) {
        // What names a feature within one answer is no name among several.
        const { id, properties, ...rest } = feature;
        const named = { ...rest, properties: { file, id, ...properties } };
        await write(`${opening}${JSON.stringify(named)}`);
        opening = ",\n";
      }
    },
    () => write(opening.startsWith("{") ? `${opening}]}\n` : "]}\n"),
  );
}

function* featuresOf(prediction: Prediction) {
  yield* toLandmarks(prediction);
  yield* toCells(prediction);
}

function writeFolders(write: Write): PredictionWriter {
  const text = predictionsKmlWriter();
  return answersOnly(
    async ({ file, prediction }) => {
      for (const piece of text.add(file, prediction)) await write(piece);
    },
    () => write(text.end()),
  );
}

function writePieces(
  text: { add(outcome: PhotoOutcome): string; end(): string },
  write: Write,
): PredictionWriter {
  return {
    add: (outcome) => write(text.add(outcome)),
    end: () => write(text.end()),
    showsFailures: true,
  };
}
