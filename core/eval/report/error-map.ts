import { isLand, type LandMask } from "../../earth/land-mask.ts";
import type { PhotoScore } from "../scoring/photo-score.ts";
import { escapeHtml } from "./html.ts";

/** Error bands of the map, best first; km, inclusive. */
export const ERROR_BANDS = [
  { to: 25, label: "within 25 km" },
  { to: 200, label: "within 200 km" },
  { to: 750, label: "within 750 km" },
  { to: 2500, label: "within 2500 km" },
  { to: Number.POSITIVE_INFINITY, label: "farther" },
] as const;

/** Index of the band that an error falls into. */
export function bandOf(km: number): number {
  return ERROR_BANDS.findIndex(({ to }) => km <= to);
}

/** Degrees per square of the land that lies under the points. */
const SQUARE = 1;
const SOUTH = -60;
const NORTH = 84;

/** All photos at their true places, coloured by how far the prediction is: an equirectangular map as SVG. */
export function errorMapSvg(scores: readonly PhotoScore[], mask: LandMask): string {
  const placed = scores.filter(({ truth, km }) => truth !== null && km !== null);
  const counts = ERROR_BANDS.map(
    (_, band) => placed.filter(({ km }) => bandOf(km!) === band).length,
  );
  // Far ones first, so that near ones lie on top.
  const dots = ERROR_BANDS.map((_, band) => {
    const path = placed
      .filter(({ km }) => bandOf(km!) === band)
      .map(({ truth }) => `M${digits(truth![0] + 180)} ${digits(NORTH - truth![1])}h0`)
      .join("");
    return path === "" ? "" : `<path class="dot error-${band}" d="${path}"/>`;
  }).reverse();
  const words = ERROR_BANDS.map(({ label }, band) => `${counts[band]} ${label}`).join(", ");
  return `<svg class="map" viewBox="0 0 360 ${NORTH - SOUTH}" role="img" aria-labelledby="map-title map-desc"><title id="map-title">Error of every photo at its true place</title><desc id="map-desc">${escapeHtml(`${placed.length} photos: ${words}.`)}</desc><path class="land" d="${landPath(mask)}"/>${dots.join("")}</svg>`;
}

export function errorMapLegend(): string {
  const items = ERROR_BANDS.map(
    ({ label }, band) =>
      `<li><svg viewBox="0 0 8 8" aria-hidden="true"><path class="dot error-${band}" d="M4 4h0"/></svg>${label}</li>`,
  );
  return `<ul class="legend">${items.join("")}</ul>`;
}

/** Runs of land squares, row by row. */
function landPath(mask: LandMask): string {
  let path = "";
  for (let lat = SOUTH; lat < NORTH; lat += SQUARE) {
    let from: number | null = null;
    for (let lng = -180; lng <= 180; lng += SQUARE) {
      const land = lng < 180 && isLand(mask, lng + SQUARE / 2, lat + SQUARE / 2);
      if (land && from === null) from = lng;
      if (!land && from !== null) {
        path += `M${from + 180} ${NORTH - lat - SQUARE}h${lng - from}v${SQUARE}h${from - lng}z`;
        from = null;
      }
    }
  }
  return path;
}

function digits(value: number): string {
  return String(Math.round(value * 100) / 100);
}
