import type { Feature, FeatureCollection } from "geojson";
import type { Prediction } from "../../core/contracts/prediction.ts";
import { outlinedOf, regionOf, statedPosition } from "../../core/contracts/prediction-parts.ts";
import { type LngLat, type Position, wrapLng } from "../../core/earth/lng-lat.ts";
import { areasOf, type Mass, type Question, SIDES } from "../ask/question.ts";
import { draftFeatures } from "./area.ts";
import { changeFeatures } from "./changes.ts";
import { NOTHING, regionFeatures, regionOutline, underlayFeatures } from "./features.ts";

/** All that decides what the map shows. */
export interface View {
  readonly prediction: Prediction | null;
  readonly question: Question | null;
  readonly mass: Mass;
  /** What the cells' colours mean: what is believed, or what the photo changed of it. The belief where not said. */
  readonly shows?: "belief" | "change";
  /** Corners of an area that is being drawn. */
  readonly draft: readonly LngLat[];
  /** Marked points, where they are others than the answer's own. */
  readonly pins?: readonly Pin[];
}

export type PinKind = "best" | "exif" | "truth";

export interface Pin {
  readonly kind: PinKind;
  readonly at: Position;
  /** Where its label stands, so that those of neighbours do not meet. */
  readonly side: "west" | "east" | "below";
}

/** The data of each source that changes, by the source's name. The cells are drawn in turns: see `Hexagons`. */
export interface Scene {
  readonly regions: FeatureCollection;
  readonly underlay: FeatureCollection;
  readonly changes: FeatureCollection;
  readonly outline: FeatureCollection;
  readonly hints: FeatureCollection;
  readonly draft: FeatureCollection;
}

/** What to draw, part by part; each part only where its own inputs differ from those of the scene before. */
export function changedParts(view: View, before: View | null): Partial<Scene> {
  const { prediction, question, mass, draft } = view;
  const isNew = prediction !== before?.prediction;
  const isBelief = showsBelief(view);
  const isOtherwise = isNew || before === null || isBelief !== showsBelief(before);
  return {
    ...(isOtherwise && {
      regions:
        prediction && isBelief ? regionFeatures(prediction.regions, prediction.cells) : NOTHING,
      underlay:
        prediction && isBelief ? underlayFeatures(prediction.regions, prediction.cells) : NOTHING,
    }),
    // Nothing to take away where nothing was shown.
    ...(isOtherwise &&
      !(isBelief && (before === null || showsBelief(before))) && {
        changes: prediction?.changes && !isBelief ? changeFeatures(prediction.changes) : NOTHING,
      }),
    ...((isNew || mass !== before?.mass) && { outline: outlineOf(prediction, mass) }),
    ...(question !== before?.question && { hints: hintFeatures(question) }),
    ...(draft !== before?.draft && { draft: draftFeatures(draft) }),
  };
}

/** Whether cells are coloured by what is believed; so they are where nothing is told of changes. */
export function showsBelief({ shows, prediction }: Pick<View, "shows" | "prediction">): boolean {
  return shows !== "change" || prediction?.changes === undefined;
}

/** The marked points: where the answer is, and where the photo itself says it was taken. */
export function pinsOf(prediction: Prediction | null): Pin[] {
  if (!prediction) return [];
  const { lat, lng } = prediction.best;
  const exif = statedPosition(prediction.image.exif);
  const isExifWest = exif !== null && wrapLng(exif.lng - lng) < 0;
  // The answer comes last, so that it lies on top.
  return [
    ...(exif ? [{ kind: "exif", at: exif, side: isExifWest ? "west" : "east" } as const] : []),
    { kind: "best", at: { lat, lng }, side: isExifWest ? "east" : "west" },
  ];
}

function outlineOf(prediction: Prediction | null, mass: Mass): FeatureCollection {
  const region = prediction && regionOf({ regions: outlinedOf(prediction.regions) }, mass);
  return region ? { type: "FeatureCollection", features: [regionOutline(region)] } : NOTHING;
}

/** Drawn areas. Hinted countries are marked by their labels: see `countryFilter`. */
function hintFeatures(question: Question | null): FeatureCollection {
  const features = SIDES.flatMap((side) =>
    areasOf(question, side).map((geometry): Feature => {
      return { type: "Feature", properties: { side }, geometry };
    }),
  );
  return { type: "FeatureCollection", features };
}
