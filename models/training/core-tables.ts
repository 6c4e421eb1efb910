import { ATTRIBUTE_TABLES } from "../../core/belief/attributes.ts";
import { GEOSCORE_SCALE_KM } from "../../core/belief/geo-score.ts";
import { DEFAULT_MASSES } from "../../core/contracts/prediction.ts";
import { EARTH_RADIUS_KM } from "../../core/earth/lng-lat.ts";
import { THRESHOLDS_KM } from "../../core/eval/figures/measures.ts";

/** What the training shares with the product, as `core.json` beside this file holds it. */
export function coreTables(): string {
  const tables = {
    earthRadiusKm: EARTH_RADIUS_KM,
    geoScoreScaleKm: GEOSCORE_SCALE_KM,
    thresholdsKm: THRESHOLDS_KM,
    regionMasses: DEFAULT_MASSES,
    attributes: ATTRIBUTE_TABLES,
  };
  return `${JSON.stringify(tables, null, 1)}\n`;
}
