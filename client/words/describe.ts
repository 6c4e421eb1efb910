import type { Prediction, Region } from "../../core/contracts/prediction.ts";
import { regionOf } from "../../core/contracts/prediction-parts.ts";
import { headlineOf, headlineText } from "../../core/formats/headline.ts";
import { formatArea, formatDistance, formatProbability, formatShare } from "./numbers.ts";
import { decimalsFor, formatPosition } from "./position.ts";
import { sizeInWords } from "./sizes.ts";

/** The whole answer in words: what the map says to those who do not see it. */
export function inWords(prediction: Prediction, mass: number): string {
  const decimals = coordinateDecimals(prediction);
  const headline = headlineOf(prediction);
  const region = regionOf(prediction, mass);
  const sentences = [
    prediction.abstained ? "The model cannot tell." : null,
    headline && `${headlineText(headline, formatProbability)}.`,
    region && `${regionInWords(region)}.`,
    pointInWords(prediction, decimals),
  ];
  return sentences.filter(Boolean).join(" ");
}

/** "The best point is near Sandviken, Sweden, at 60.6 N, 16.8 E; half of the probability lies within 240 km of it." */
export function pointInWords({ best }: Prediction, decimals: number): string {
  const where = `at ${formatPosition(best, decimals)}`;
  const named = best.placeName ? `near ${best.placeName}, ${where}` : where;
  const error =
    best.expectedErrorKm === null
      ? ""
      : `; half of the probability lies within ${formatDistance(best.expectedErrorKm)} of it`;
  return `The best point is ${named}${error}.`;
}

/** "The 80 % region covers 210,000 km2, about the size of Great Britain". */
function regionInWords({ mass, areaKm2 }: Region): string {
  return `The ${formatShare(mass)} region covers ${formatArea(areaKm2)}, ${sizeInWords(areaKm2)}`;
}

/** Digits for the answer's coordinates: from the area that holds half the probability. */
export function coordinateDecimals(prediction: Prediction): number {
  const region = regionOf(prediction, 0.5) ?? prediction.regions[0];
  return region ? decimalsFor(region.areaKm2) : 0;
}
