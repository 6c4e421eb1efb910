import { GraticuleError } from "../../core/contracts/errors.ts";

/** The fault of a command line that asks for what cannot be. */
export function usage(message: string): GraticuleError {
  return new GraticuleError("parameter_invalid", message);
}
