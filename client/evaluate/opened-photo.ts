import type { Prediction } from "../../core/contracts/prediction.ts";
import { type LngLat, wrapLng } from "../../core/earth/lng-lat.ts";
import type { PhotoScore } from "../../core/eval/scoring/photo-score.ts";
import { type Bounds, boundsOf } from "../map/fit.ts";
import type { Pin } from "../map/scene.ts";
import type { OpenedPhoto } from "./messages.ts";

/** A photo that is looked at: its scores, and its prediction's cells once they have been found. */
export interface Opened {
  readonly score: PhotoScore;
  /** Null while it is sought, and where there are none. */
  readonly photo: OpenedPhoto | null;
  readonly state: "seeking" | "found" | "none" | "failed";
  readonly detail: string;
}

// What the map shows of one photo that is opened: its heatmap, its points, and how they stand to each other.

/** Degrees of surroundings in view around the points of an opened photo. */
const AROUND = 2;

/** The map of an opened photo in words. */
export function openedWords({ score, photo }: Opened): string {
  const distance = score.km === null ? "" : ` It is ${Math.round(score.km)} km off.`;
  return `Map of the prediction of ${score.id}, ${photo?.cells.length ?? 0} cells.${distance}`;
}

/** What the map needs of a prediction document: the cells. */
export function predictionOf({ photo, score }: Opened): Prediction | null {
  if (!photo || photo.cells.length === 0) return null;
  const [lng = 0, lat = 0] = score.estimate ?? [];
  const at = { lat, lng };
  return {
    version: 2,
    model: { name: "", version: "" },
    image: { width: 1, height: 1, sha256: "", exif: null },
    prior: "photos",
    best: { ...at, expectedScore: 0, expectedErrorKm: null, placeName: null, places: [] },
    places: [],
    regions: [],
    cells: [...photo.cells],
    otherMass: 0,
    abstained: null,
    warnings: [],
    timingMs: {},
  };
}

/** The true place and the point of the answer, each label where it does not meet the other. */
export function pinsOf({ score }: Opened): Pin[] {
  const { truth, estimate } = score;
  const isTruthWest = truth !== null && estimate !== null && wrapLng(truth[0] - estimate[0]) < 0;
  const toPin = (kind: Pin["kind"], [lng, lat]: LngLat, isWest: boolean): Pin => {
    return { kind, at: { lat, lng }, side: isWest ? "west" : "east" };
  };
  return [
    ...(estimate ? [toPin("best", estimate, !isTruthWest)] : []),
    ...(truth ? [toPin("truth", truth, isTruthWest)] : []),
  ];
}

/** A box around the points of an opened photo; null where it has none. */
export function openedBounds({ score }: Opened): Bounds | null {
  const places = [score.truth, score.estimate].filter((at) => at !== null);
  return boundsOf({
    coordinates: places.map(([lng, lat]) => [
      [
        [lng - AROUND, lat - AROUND],
        [lng + AROUND, lat + AROUND],
      ],
    ]),
  });
}
