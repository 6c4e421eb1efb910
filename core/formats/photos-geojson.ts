import type { Feature, MultiPolygon, Point } from "geojson";
import { placeTitle } from "../contracts/place-levels.ts";
import { regionOf } from "../contracts/prediction-parts.ts";
import {
  type LocatedPhoto,
  type PhotoOutcome,
  type PhotoState,
  summaryOf,
} from "./photo-outcome.ts";
import { type PathFeature, type PhotosPath, pathFeature } from "./photos-path.ts";

/** What a photo's point says of it. */
export interface PhotoProperties {
  readonly kind: "photo";
  readonly file: string;
  readonly state: Exclude<PhotoState, "failed">;
  readonly place: string | null;
  readonly level: string | null;
  readonly probability: number | null;
  readonly area50Km2: number | null;
  readonly area90Km2: number | null;
  readonly takenAt: string | null;
  readonly model: string;
  readonly prior: string;
  /** Why the model abstains. */
  readonly reason: string | null;
  /** Probability that the photo belongs to its album; only where it was solved together with others. */
  readonly belongs?: number;
  /** What the others say of its place, in bits. */
  readonly othersBits?: number;
}

/** What the area of a photo says of it. */
export interface PhotoAreaProperties {
  readonly kind: "area";
  readonly file: string;
  readonly mass: number;
  readonly areaKm2: number;
}

export type PhotoFeature =
  | Feature<Point, PhotoProperties>
  | Feature<MultiPolygon, PhotoAreaProperties>
  | PathFeature;

/** All photos as one RFC 7946 document; photos without an answer are members of it, since they are nowhere. */
export interface PhotosGeoJson {
  readonly type: "FeatureCollection";
  readonly features: PhotoFeature[];
  readonly failed: readonly { readonly file: string; readonly reason: string }[];
}

export interface PhotoFeatureOptions {
  /** Also the region of each photo that holds this probability; null for points alone. */
  readonly areas: number | null;
  /** The way through the photos of an album, which comes last. */
  readonly path?: PhotosPath;
}

/** One point per answered photo, each followed by its area where areas are asked for. */
export function photosToGeoJson(
  outcomes: Iterable<PhotoOutcome>,
  options: PhotoFeatureOptions = { areas: null },
): PhotosGeoJson {
  const writer = photosGeoJsonWriter(options);
  const text = Array.from(outcomes, writer.add).join("") + writer.end();
  return JSON.parse(text) as PhotosGeoJson;
}

/** Text pieces for photos that come one after another; joined they are one document. */
export function photosGeoJsonWriter(options: PhotoFeatureOptions) {
  const failed: { file: string; reason: string }[] = [];
  let opening = '{"type":"FeatureCollection","features":[';
  const line = pathFeature(options.path ?? []);
  return {
    add(outcome: PhotoOutcome): string {
      if ("reason" in outcome) {
        failed.push({ file: outcome.file, reason: outcome.reason });
        return "";
      }
      let text = "";
      for (const feature of photoFeatures(outcome, options)) {
        text += opening + JSON.stringify(feature);
        opening = ",\n";
      }
      return text;
    },
    end(): string {
      const start = line || opening.startsWith("{") ? opening : "";
      return `${start}${line ? JSON.stringify(line) : ""}],"failed":${JSON.stringify(failed)}}\n`;
    },
  };
}

/** One photo's point, then its area where areas are asked for. */
export function photoFeatures(
  { file, prediction }: LocatedPhoto,
  { areas }: PhotoFeatureOptions,
): PhotoFeature[] {
  const { best, place, state, abstention, ...rest } = summaryOf(prediction);
  const { album } = prediction;
  const point: PhotoFeature = {
    type: "Feature",
    geometry: { type: "Point", coordinates: [best.lng, best.lat] },
    properties: {
      kind: "photo",
      file,
      state,
      place: place && placeTitle(place),
      level: place?.level ?? null,
      probability: place?.probability ?? null,
      area50Km2: rest.area50Km2,
      area90Km2: rest.area90Km2,
      takenAt: rest.takenAt,
      model: rest.model,
      prior: rest.prior,
      reason: abstention,
      ...(album && { belongs: album.belongs, othersBits: album.bits }),
    },
  };
  const region = areas === null ? null : regionOf(prediction, areas);
  if (!region?.geometry) return [point];
  const { mass, areaKm2, geometry } = region;
  return [point, { type: "Feature", geometry, properties: { kind: "area", file, mass, areaKm2 } }];
}
