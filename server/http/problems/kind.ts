import type { ErrorCode } from "../../../core/contracts/errors.ts";
import type { HttpErrorCode } from "../../../core/contracts/route.ts";
import type { GameErrorCode } from "../../../core/game/errors.ts";

/** Every code that the service can answer with. */
export type ProblemCode = ErrorCode | GameErrorCode | HttpErrorCode;

export interface ProblemKind {
  readonly status: number;
  /** The same for every problem of its kind; what is particular stands in `detail`. */
  readonly title: string;
  /** What a caller does about it. */
  readonly remedy: string;
}
