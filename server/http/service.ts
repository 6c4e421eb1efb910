import type { ModelSummary } from "../../core/contracts/api.ts";
import type { PlaceFinder } from "../../core/contracts/hint-text.ts";
import type { ReasonFeature } from "../../core/contracts/reasoning.ts";
import type { Explain, Locate } from "../../core/locate/locate.ts";
import type { TakeTurn } from "../../core/locate/turns.ts";
import type { SolveAlbum } from "../album/album.ts";
import type { Basemap } from "../basemap/basemap.ts";
import type { EvaluationRuns } from "../eval/evaluation-runs.ts";
import type { Games } from "../game/games.ts";
import type { PageDownloads } from "../hub/page-downloads.ts";
import type { PhotoCheck } from "../photo/photo.ts";
import type { Readiness } from "../process/readiness.ts";
import type { Config } from "../settings/config.ts";

/** What HTTP is a skin over. Functions only, so that a test hands in its own. */
export interface Service {
  readonly locate: Locate;
  readonly explain: Explain;
  readonly solve: SolveAlbum;
  /** Waits for a turn of the event loop, which the work on photos shares. */
  readonly takeTurn: TakeTurn;
  /** Refuses a photo by its size, type and header, before it takes a slot. */
  checkPhoto(photo: Uint8Array): Promise<Pick<PhotoCheck, "isHeavy">>;
  /** Who knows the places that hints name. */
  places(): Promise<PlaceFinder>;
  readiness(): Readiness;
  models(): Promise<ModelSummary[]>;
  /** Pulls of models; absent where the operator does not allow them. */
  readonly downloads?: Pick<PageDownloads, "start" | "state" | "cancel">;
  /** The multimodal model that `reason` asks; absent where the operator has set none. */
  readonly reason?: ReasonFeature;
  /** The scored runs that the operator keeps; absent where none are. */
  readonly evaluations?: EvaluationRuns;
  /** The map that the operator has named; absent where none is. */
  basemap?(): Basemap;
  /** The game; absent where the operator has switched it off. */
  games?(): Promise<Games>;
}

/** The settings that HTTP needs. */
export type HttpSettings = Pick<
  Config,
  | "uploads"
  | "modelDownloads"
  | "token"
  | "maxPhotoMb"
  | "maxMegapixels"
  | "decodeMemoryMb"
  | "uploadMemoryMb"
  | "albumDays"
  | "maxAlbumPhotos"
  | "finestResolution"
  | "rateLimit"
  | "gameRateLimit"
  | "slots"
  | "queue"
  | "cors"
  | "basePath"
  | "host"
  | "hosts"
  | "trustProxy"
> & {
  readonly version: string;
  /** Whose work the answers and the map rest on; shown in the corner of the map. */
  readonly attribution: string;
  /** The built page. */
  readonly clientFolder: string;
  /** Holds `basemap.pmtiles`. */
  readonly geodataFolder: string;
};
