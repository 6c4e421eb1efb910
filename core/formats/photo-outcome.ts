import type { HoldingPlace, Prediction } from "../contracts/prediction.ts";
import { regionOf, statedPosition } from "../contracts/prediction-parts.ts";
import type { Position } from "../earth/lng-lat.ts";
import { namedPlace } from "./headline.ts";

// What several photos have come to, in short: the rows and features that every table of photos is made of.

/** A photo and its answer, or why there is none. */
export type PhotoOutcome = LocatedPhoto | FailedPhoto;

export interface LocatedPhoto {
  /** How the photo is called: a file's name or path. */
  readonly file: string;
  readonly prediction: Prediction;
  /** A small picture of it as a `data:` address, where there is one. */
  readonly thumbnail?: string | null;
}

export interface FailedPhoto {
  readonly file: string;
  /** Why there is no answer, as a person reads it. */
  readonly reason: string;
  readonly thumbnail?: string | null;
}

/** `abstained`: there is an answer, and the model says that it should not be relied on. */
export type PhotoState = "located" | "abstained" | "failed";

/** An answer in one line. Degrees, km2, probabilities from 0 to 1. */
export interface PhotoSummary {
  readonly state: Exclude<PhotoState, "failed">;
  /** The place that a headline names; null where no place is named. */
  readonly place: HoldingPlace | null;
  readonly best: Position;
  /** Area of the region that holds half the probability; null where it was not asked for. */
  readonly area50Km2: number | null;
  readonly area90Km2: number | null;
  /** Where the file itself says that it was taken. */
  readonly gps: Position | null;
  /** Local time of the camera, no zone. */
  readonly takenAt: string | null;
  /** Why the model abstains. */
  readonly abstention: string | null;
  readonly model: string;
  readonly prior: string;
}

export function summaryOf(prediction: Prediction): PhotoSummary {
  const { image, abstained, model, prior } = prediction;
  return {
    state: abstained ? "abstained" : "located",
    place: namedPlace(prediction),
    best: { lat: prediction.best.lat, lng: prediction.best.lng },
    area50Km2: areaOf(prediction, 0.5),
    area90Km2: areaOf(prediction, 0.9),
    gps: statedPosition(image.exif),
    takenAt: image.exif?.takenAt ?? null,
    abstention: abstained?.detail ?? null,
    model: `${model.name} ${model.version}`,
    prior,
  };
}

function areaOf(prediction: Prediction, mass: number): number | null {
  return regionOf(prediction, mass)?.areaKm2 ?? null;
}
