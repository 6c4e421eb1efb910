import type { Place, Prediction, Region } from "../../core/contracts/prediction.ts";
import type { Position } from "../../core/earth/lng-lat.ts";
import { formatArea, formatProbability, formatShare } from "./numbers.ts";
import { decimalsFor, formatPosition } from "./position.ts";
import { sizeInWords } from "./sizes.ts";

/** The answer as a headline: how sure, and where. */
export interface Headline {
  readonly lead: string;
  readonly place: string;
  readonly probability: number;
}

const FINEST_FIRST = ["city", "division", "country", "continent"] as const;
const LIKELY = 0.5;
const VERY_LIKELY = 0.9;

/** The finest place that is more likely than not; else the leading continent, said to be no more than that. */
export function headline(prediction: Prediction): Headline | null {
  for (const level of FINEST_FIRST) {
    const place = leader(prediction, level);
    if (place && place.probability >= LIKELY) {
      const lead = place.probability >= VERY_LIKELY ? "Very likely" : "Probably";
      return { lead, place: fullName(place), probability: place.probability };
    }
  }
  const place = leader(prediction, "continent") ?? leader(prediction, "country");
  return place && { lead: "Perhaps", place: fullName(place), probability: place.probability };
}

/** "Lisbon, Portugal"; countries and continents stand alone. */
export function fullName(place: Place): string {
  const needsContext = place.level === "city" || place.level === "division";
  return needsContext && place.within ? `${place.name}, ${place.within}` : place.name;
}

/** The whole answer in words: what the map says to those who do not see it. */
export function inWords(prediction: Prediction, mass: number): string {
  const decimals = coordinateDecimals(prediction);
  const best = headline(prediction);
  const region = regionOf(prediction, mass);
  const sentences = [
    prediction.abstained ? "The model cannot tell." : null,
    best && `${best.lead} ${best.place}, ${formatProbability(best.probability)}.`,
    region && `${regionInWords(region)}.`,
    `Most likely point ${formatPosition(prediction.best.mode, decimals)}.`,
  ];
  return sentences.filter(Boolean).join(" ");
}

/** "The 80 % region covers 210,000 km2, about the size of Great Britain". */
function regionInWords({ mass, areaKm2 }: Region): string {
  return `The ${formatShare(mass)} region covers ${formatArea(areaKm2)}, ${sizeInWords(areaKm2)}`;
}

export function regionOf(prediction: Prediction, mass: number): Region | null {
  return prediction.regions.find((region) => Math.abs(region.mass - mass) < 1e-6) ?? null;
}

/** Where the photo's own file says it was taken. */
export function exifPosition({ image }: Prediction): Position | null {
  const { lat = null, lng = null } = image.exif ?? {};
  return lat === null || lng === null ? null : { lat, lng };
}

/** Digits for the answer's coordinates: from the area that holds half the probability. */
export function coordinateDecimals(prediction: Prediction): number {
  const region = regionOf(prediction, 0.5) ?? prediction.regions[0];
  return region ? decimalsFor(region.areaKm2) : 0;
}

function leader(prediction: Prediction, level: Place["level"]): Place | null {
  return prediction.places.find((place) => place.level === level) ?? null;
}
