import { setImmediate } from "node:timers/promises";
import type { FormatName } from "../../core/contracts/formats.ts";
import type { Prediction } from "../../core/contracts/prediction.ts";
import { csvText } from "../../core/formats/csv.ts";
import { geoJsonText } from "../../core/formats/geojson.ts";
import { jsonText } from "../../core/formats/json.ts";
import { kmlText } from "../../core/formats/kml.ts";

/** How long text is made before others get their turn. */
const TURN_MS = 4;

/** The prediction as text of that form; long ones are made in turns, so that nothing else waits for them. */
export async function writePrediction(prediction: Prediction, format: FormatName): Promise<string> {
  const pieces: string[] = [];
  let turnEnd = performance.now() + TURN_MS;
  for (const piece of textOf(prediction, format)) {
    pieces.push(piece);
    if (performance.now() < turnEnd) continue;
    await setImmediate();
    turnEnd = performance.now() + TURN_MS;
  }
  return pieces.join("");
}

function textOf(prediction: Prediction, format: FormatName): Iterable<string> {
  switch (format) {
    case "json":
      return jsonText(prediction);
    case "geojson":
      return geoJsonText(prediction);
    case "csv":
      return csvText(prediction);
    case "kml":
      return kmlText(prediction);
  }
}
