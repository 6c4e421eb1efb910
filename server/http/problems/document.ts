import type { Problem } from "../../../core/contracts/api.ts";
import { type Fault, GraticuleError } from "../../../core/contracts/errors.ts";
import { GameError } from "../../../core/game/errors.ts";
import { HttpError } from "./http-error.ts";
import type { ProblemCode } from "./kind.ts";
import { PROBLEMS } from "./table.ts";

/** Where a problem of this kind is explained: a route of this service. */
export function problemType(code: ProblemCode): string {
  return `/problems/${code}`;
}

/** The code of any error; whatever is not ours is `internal`. */
export function codeOf(error: unknown): ProblemCode {
  if (isOurs(error)) return error.code;
  return "internal";
}

function isOurs(error: unknown): error is GraticuleError | GameError | HttpError {
  return [GraticuleError, GameError, HttpError].some((kind) => error instanceof kind);
}

/**
 * The RFC 9457 document that a client gets. Messages of errors that are not ours stay in the log:
 * they may hold paths. So does what is said of storage, which is for the operator.
 */
export function toProblem(error: unknown, requestId: string): Problem {
  const code = codeOf(error);
  const { status, title, remedy } = PROBLEMS[code];
  const hasFaults = error instanceof GraticuleError || error instanceof GameError;
  const isPrivate = status === 500 || code === "storage_unavailable" || !isOurs(error);
  const faults: readonly Fault[] = hasFaults ? error.faults : [];
  return {
    type: problemType(code),
    title,
    status,
    detail: isPrivate ? `${title}. ${remedy}` : error.message,
    instance: `urn:graticule:request:${requestId}`,
    code,
    requestId,
    ...(faults.length > 0 && status !== 500 ? { errors: [...faults] } : {}),
  };
}

/** What a problem of this kind looks like, for the description. */
export function problemExample(code: ProblemCode): Problem {
  const { status, title, remedy } = PROBLEMS[code];
  const requestId = "3f0c9a52-6f6e-4a0e-9d0e-0a4f1c8f6a11";
  return {
    type: problemType(code),
    title,
    status,
    detail: remedy,
    instance: `urn:graticule:request:${requestId}`,
    code,
    requestId,
  };
}
