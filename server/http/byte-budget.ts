import { GraticuleError } from "../../core/contracts/errors.ts";

/** Memory that one request may draw on for its body. */
export interface ByteBudget {
  /** False when it would be more than all requests together may hold. */
  take(bytes: number): boolean;
  refusal(): GraticuleError;
  /** Gives back what was taken. */
  release(): void;
}

/** What hands the budgets out. */
export interface ByteBudgets {
  open(): ByteBudget;
  /** Bytes that all of them hold now. */
  readonly held: number;
}

/**
 * Bounds the bytes of all bodies in memory together: a queue of photos is bounded in number, and a hundred
 * photos of 40 MB would still be 4 GB.
 */
export function createByteBudgets(maxBytes: number): ByteBudgets {
  let held = 0;
  return {
    open() {
      let own = 0;
      return {
        take(bytes) {
          if (held + bytes > maxBytes) return false;
          held += bytes;
          own += bytes;
          return true;
        },
        refusal: () =>
          new GraticuleError(
            "busy",
            `The photos being uploaded hold all ${Math.round(maxBytes / 2 ** 20)} MB that are meant for them. Try again after the time in Retry-After.`,
          ),
        release() {
          held -= own;
          own = 0;
        },
      };
    },
    get held() {
      return held;
    },
  };
}
