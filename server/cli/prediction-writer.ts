import type { FormatName } from "../../core/contracts/formats.ts";
import type { Prediction } from "../../core/contracts/prediction.ts";
import { CSV_COLUMNS, cellRows, toCsv } from "../../core/formats/csv.ts";
import { predictionToGeoJson } from "../../core/formats/geojson.ts";
import { predictionsToKml } from "../../core/formats/kml.ts";
import { writePrediction } from "../files/write-prediction.ts";

/** Writes predictions one after another in one form. */
export interface PredictionWriter {
  add(file: string, prediction: Prediction): Promise<void>;
  end(): Promise<void>;
}

/**
 * One photo is written as the HTTP service answers it. Several are one document per line with `file`
 * (JSON, GeoJSON), one table with a column `file` (CSV), or one document with a folder each (KML).
 */
export function createPredictionWriter(
  format: FormatName,
  isSingle: boolean,
  write: (text: string) => Promise<void>,
): PredictionWriter {
  if (isSingle) return writeSingle(format, write);
  switch (format) {
    case "json":
      return writeLines((file, prediction) => ({ file, ...prediction }), write);
    case "geojson":
      return writeLines(
        (file, prediction) => ({ file, ...predictionToGeoJson(prediction) }),
        write,
      );
    case "csv":
      return writeTable(write);
    case "kml":
      return writeFolders(write);
  }
}

function writeSingle(format: FormatName, write: (text: string) => Promise<void>): PredictionWriter {
  return {
    add: async (_file, prediction) => write(withLineEnd(await writePrediction(prediction, format))),
    async end() {},
  };
}

function withLineEnd(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}

function writeLines(
  toDocument: (file: string, prediction: Prediction) => object,
  write: (text: string) => Promise<void>,
): PredictionWriter {
  return {
    add: (file, prediction) => write(`${JSON.stringify(toDocument(file, prediction))}\n`),
    async end() {},
  };
}

function writeTable(write: (text: string) => Promise<void>): PredictionWriter {
  let header: readonly (readonly string[])[] = [["file", ...CSV_COLUMNS]];
  return {
    add(file, prediction) {
      const rows = Array.from(cellRows(prediction), (row) => [file, ...row]);
      const text = toCsv([...header, ...rows]);
      header = [];
      return write(text);
    },
    async end() {},
  };
}

function writeFolders(write: (text: string) => Promise<void>): PredictionWriter {
  const named: { name: string; prediction: Prediction }[] = [];
  return {
    async add(name, prediction) {
      named.push({ name, prediction });
    },
    end: () => (named.length > 0 ? write(predictionsToKml(named)) : Promise.resolve()),
  };
}
