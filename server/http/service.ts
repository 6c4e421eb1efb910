import type { ModelSummary } from "../../core/contracts/api.ts";
import type { PredictionOptions } from "../../core/contracts/options.ts";
import type { Prediction } from "../../core/contracts/prediction.ts";
import type { EvaluationRuns } from "../eval/evaluation-runs.ts";
import type { Games } from "../game/games.ts";
import type { PageDownloads } from "../hub/page-downloads.ts";
import type { Config } from "../settings/config.ts";

/** Photo bytes to a prediction; stops early when the signal aborts. */
export type Locate = (
  photo: Uint8Array,
  options: PredictionOptions,
  signal: AbortSignal,
) => Promise<Prediction>;

/** Where the service stands between start and end. */
export type Readiness =
  | { readonly state: "warming"; readonly detail: string }
  | { readonly state: "ready" }
  | { readonly state: "failed"; readonly detail: string }
  | { readonly state: "draining" };

/** What HTTP is a skin over. Functions only, so that a test hands in its own. */
export interface Service {
  readonly locate: Locate;
  /** Refuses a photo by its size, type and header, before it takes a slot. */
  checkPhoto(photo: Uint8Array): Promise<unknown>;
  readiness(): Readiness;
  models(): Promise<ModelSummary[]>;
  /** Pulls of models; absent where the operator does not allow them. */
  readonly downloads?: Pick<PageDownloads, "start" | "state" | "cancel">;
  /** The scored runs that the operator keeps; absent where none are. */
  readonly evaluations?: EvaluationRuns;
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
  | "uploadMemoryMb"
  | "finestResolution"
  | "rateLimit"
  | "gameRateLimit"
  | "slots"
  | "queue"
  | "mapStyle"
  | "cors"
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

/** Where log lines go: pino has this shape. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
