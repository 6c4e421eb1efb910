import { GraticuleError } from "../../core/contracts/errors.ts";

/** Classes of SQLSTATE in which the database is at fault and not the statement: connection, resources, operator, system, itself. */
const DATABASE_CLASSES = /^(?:08|53|57|58|XX)/;

/** Games cannot be kept: `storage_unavailable`. The message is for whoever runs the service: what, why, what to do. */
export function storageFault(message: string, cause?: unknown): GraticuleError {
  return new GraticuleError("storage_unavailable", message, { cause });
}

/**
 * Whether an error of a driver says that the database has failed: a full disk, a lost connection, an aborted program.
 * Errors of a statement, such as a key that is there already, do not.
 */
export function isDatabaseFault(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return false;
  const { code } = Object(error) as { code?: unknown };
  const isSqlState = typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code);
  return !isSqlState || DATABASE_CLASSES.test(code);
}
