import { GraticuleError } from "../../core/contracts/errors.ts";
import { DEFAULT_OPTIONS, MAX_CELLS_LIMIT } from "../../core/contracts/options.ts";
import type { Prediction } from "../../core/contracts/prediction.ts";
import { areaTest } from "../../core/earth/areas.ts";
import type { Geography } from "../../core/earth/geography.ts";
import type { Position } from "../../core/earth/lng-lat.ts";
import { bestBet } from "../../core/game/bet.ts";
import { placeAt } from "../../core/game/place.ts";
import { toLngLat } from "../../core/game/points.ts";
import { modelSearchKm2 } from "../../core/game/search-area.ts";
import { pointAtStrength, STRENGTHS, type Strength } from "../../core/game/strength.ts";
import type { Locate } from "../../core/locate/locate.ts";
import { createSlots } from "../process/slots.ts";
import type { Database } from "../store/database.ts";
import { bundleName } from "./bundle-name.ts";
import { findPhoto, readPhotoBytes } from "./photos.ts";

/** How the model plays one photo, in every mode and at every strength. */
export interface ModelPlay {
  readonly points: Readonly<
    Record<Strength, { readonly at: Position; readonly country: string | null }>
  >;
  /** Its most likely country, for streaks at full strength. */
  readonly country: { readonly at: Position; readonly code: string } | null;
  readonly bet: {
    readonly areaKm2: number;
    readonly confidence: number;
    readonly isHit: boolean;
  } | null;
  readonly topPlaces: readonly { readonly name: string; readonly probability: number }[];
  /** Area of its best cells up to the one that holds the truth; null when that is not among them. */
  readonly searchKm2: number | null;
}

/** The model as a player: what it does about a photo is found once per photo and bundle, and kept. */
export interface Plays {
  /** Throws what `locate` throws, and `busy` when the play was never made and another bundle is open by now. */
  play(photoId: string, bundle: string): Promise<ModelPlay>;
  /** The document behind a play, its cells cut to what a map draws; null if there is no play. */
  prediction(photoId: string, bundle: string): Promise<Prediction | null>;
}

/** Cells of the stored document: as many as the map draws. */
const STORED_CELLS = 5000;
const TOP_PLACES = 3;
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
  const { database, geography, locate } = parts;
  const slots = createSlots(AT_A_TIME, MAY_WAIT);
  const inFlight = new Map<string, Promise<ModelPlay>>();

  async function make(photoId: string, bundle: string): Promise<ModelPlay> {
    const [stored] = await database.query<{ play: string }>(
      "select play from plays where photo_id = $1 and bundle = $2",
      [photoId, bundle],
    );
    if (stored) return JSON.parse(stored.play) as ModelPlay;
    const photo = await findPhoto(database, photoId);
    const options = { ...DEFAULT_OPTIONS, maxCells: MAX_CELLS_LIMIT };
    // Nobody leaves: the play is kept for whoever comes next.
    const never = new AbortController().signal;
    const prediction = await slots.run(async () => {
      // Asked now and not before: thousands may wait here, without their photos' bytes.
      checkBundle(bundle, parts.bundle());
      return locate(await readPhotoBytes(database, photoId), options, never);
    }, never);
    // The model may have been exchanged while this one was under way: what is stored is what the bundle itself said.
    checkBundle(bundle, bundleName(prediction.model));
    const play = playOf(prediction, { lat: photo!.lat, lng: photo!.lng }, geography);
    await database.query(
      `insert into plays (photo_id, bundle, play, prediction) values ($1, $2, $3, $4)
       on conflict do nothing`,
      [photoId, bundle, JSON.stringify(play), JSON.stringify(shortened(prediction))],
    );
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
    async prediction(photoId, bundle) {
      const [stored] = await database.query<{ prediction: string }>(
        "select prediction from plays where photo_id = $1 and bundle = $2",
        [photoId, bundle],
      );
      return stored ? (JSON.parse(stored.prediction) as Prediction) : null;
    },
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

/** What the model plays, given its prediction; the truth decides only what was hit. */
export function playOf(prediction: Prediction, truth: Position, geography: Geography): ModelPlay {
  const points = Object.fromEntries(
    STRENGTHS.map((strength) => {
      const at = pointAtStrength(prediction, strength);
      return [strength, { at, country: placeAt(at, geography).countryCode }];
    }),
  ) as ModelPlay["points"];
  const countries = prediction.places.filter(({ level }) => level === "country");
  const top = countries[0];
  const bet = bestBet(
    prediction.regions.map(({ mass, areaKm2, geometry }) => ({
      areaKm2,
      confidence: Math.min(0.95, mass),
      geometry,
    })),
  );
  return {
    points,
    country: top ? { at: top.at, code: top.id } : null,
    bet: bet && {
      areaKm2: bet.areaKm2,
      confidence: bet.confidence,
      isHit: areaTest(bet.geometry)(toLngLat(truth)),
    },
    topPlaces: countries
      .slice(0, TOP_PLACES)
      .map(({ name, probability }) => ({ name, probability })),
    searchKm2: modelSearchKm2(prediction.cells, truth),
  };
}

function shortened(prediction: Prediction): Prediction {
  const cells = prediction.cells.slice(0, STORED_CELLS);
  const listed = cells.reduce((sum, { probability }) => sum + probability, 0);
  return { ...prediction, cells, otherMass: Math.min(1, Math.max(0, 1 - listed)) };
}
