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
    model: { name: "", version: "" },
    image: { width: 1, height: 1, sha256: "", exif: null },
    prior: "photos",
    best: { mode: at, score: { ...at, expectedScore: 0 } },
    places: [],
    regions: [],
    cells: [...photo.cells],
    otherMass: 0,
    abstained: null,
    warnings: [],
    timingMs: {},
  };
}

/** The true place and the prediction's points, each label where it meets no other. */
export function pinsOf({ score, photo }: Opened): Pin[] {
  const { truth, estimate } = score;
  const scoreAt = photo?.scoreAt ?? null;
  const toPin = (kind: Pin["kind"], [lng, lat]: LngLat, side: Pin["side"]): Pin => {
    return { kind, at: { lat, lng }, side };
  };
  // Labels stand on the far side of the pair that they belong to, so that they do not meet.
  const near = scoreAt ?? estimate;
  const isTruthWest = truth !== null && near !== null && wrapLng(truth[0] - near[0]) < 0;
  const side = ([lng]: LngLat) => (truth && wrapLng(lng - truth[0]) < 0 ? "west" : "east");
  // A most likely point far beyond the other two would have its label over the map's edge.
  const isFar = score.km !== null && score.scoreKm !== null && score.km > 2 * score.scoreKm;
  const modeSide = (at: LngLat) => (isFar === (side(at) === "west") ? "east" : "west");
  return [
    ...(scoreAt ? [toPin("score", scoreAt, side(scoreAt))] : []),
    ...(estimate ? [toPin("mode", estimate, modeSide(estimate))] : []),
    ...(truth ? [toPin("truth", truth, isTruthWest ? "west" : "east")] : []),
  ];
}

/** A box around the points of an opened photo; null where it has none. */
export function openedBounds({ score, photo }: Opened): Bounds | null {
  const places = [score.truth, score.estimate, photo?.scoreAt ?? null].filter((at) => at !== null);
  return boundsOf({
    coordinates: places.map(([lng, lat]) => [
      [
        [lng - AROUND, lat - AROUND],
        [lng + AROUND, lat + AROUND],
      ],
    ]),
  });
}
