import { GraticuleError } from "../../core/contracts/errors.ts";
import { DEFAULT_OPTIONS, MAX_CELLS_LIMIT } from "../../core/contracts/options.ts";
import type { Prediction } from "../../core/contracts/prediction.ts";
import type { Geography } from "../../core/earth/geography.ts";
import { type ModelPlay, playOf } from "../../core/game/model-play.ts";
import type { Locate } from "../../core/locate/locate.ts";
import { createSlots } from "../process/slots.ts";
import type { Database } from "../store/database.ts";
import { findPhoto, readPhotoBytes } from "../store/photos.ts";
import { addPlay, findPlay, findPrediction } from "../store/plays.ts";
import { bundleName } from "./bundle-name.ts";

/** The model as a player: what it does about a photo is found once per photo and bundle, and kept. */
export interface Plays {
  /** Throws what `locate` throws, and `busy` when the play was never made and another bundle is open by now. */
  play(photoId: string, bundle: string): Promise<ModelPlay>;
  /** The document behind a play, its cells cut to what a map draws; null if there is no play. */
  prediction(photoId: string, bundle: string): Promise<Prediction | null>;
}

/** Cells of the stored document: as many as the map draws. */
const STORED_CELLS = 5000;
/** Predictions made at a time for games: people with a photo of their own are not to wait for players. */
const AT_A_TIME = 2;
const MAY_WAIT = 10_000;

export interface PlayParts {
  readonly database: Database;
  readonly geography: Geography;
  readonly locate: Locate;
  /** The bundle that answers now. */
  bundle(): string;
}

export function createPlays(parts: PlayParts): Plays {
  const { geography, locate } = parts;
  const { queries } = parts.database;
  const slots = createSlots(AT_A_TIME, MAY_WAIT);
  const inFlight = new Map<string, Promise<ModelPlay>>();

  async function make(photoId: string, bundle: string): Promise<ModelPlay> {
    const stored = await findPlay(queries, photoId, bundle);
    if (stored) return stored;
    const photo = await findPhoto(queries, photoId);
    const options = { ...DEFAULT_OPTIONS, geometry: "outline", maxCells: MAX_CELLS_LIMIT } as const;
    // Nobody leaves: the play is kept for whoever comes next.
    const never = new AbortController().signal;
    const prediction = await slots.run(async () => {
      // Asked now and not before: thousands may wait here, without their photos' bytes.
      checkBundle(bundle, parts.bundle());
      return locate(await readPhotoBytes(queries, photoId), options, never);
    }, never);
    // The model may have been exchanged while this one was under way: what is stored is what the bundle itself said.
    checkBundle(bundle, bundleName(prediction.model));
    const play = playOf(prediction, { lat: photo!.lat, lng: photo!.lng }, geography);
    await addPlay(queries, photoId, bundle, play, shortened(prediction));
    return play;
  }

  return {
    play(photoId, bundle) {
      const key = `${photoId} ${bundle}`;
      const running = inFlight.get(key) ?? make(photoId, bundle);
      inFlight.set(key, running);
      const forget = () => void inFlight.delete(key);
      running.then(forget, forget);
      return running;
    },
    prediction: (photoId, bundle) => findPrediction(queries, photoId, bundle),
  };
}

/** Throws `busy` unless the bundle that answers is the one that a game is played against. */
function checkBundle(wanted: string, answering: string): void {
  if (wanted === answering) return;
  throw new GraticuleError(
    "busy",
    `The game is played against ${wanted}, which ${answering} has replaced.`,
  );
}

function shortened(prediction: Prediction): Prediction {
  const cells = prediction.cells.slice(0, STORED_CELLS);
  const listed = cells.reduce((sum, { probability }) => sum + probability, 0);
  return { ...prediction, cells, otherMass: Math.min(1, Math.max(0, 1 - listed)) };
}
