import { GraticuleError } from "../../core/contracts/errors.ts";
import { HttpError } from "./problems/http-error.ts";

/** Memory that one request may draw on for its body. */
export interface ByteBudget {
  /** False when it would be more than all requests together may hold. */
  take(bytes: number): boolean;
  /** Bytes that one client may hold. */
  readonly most: number;
  /** Why the last bytes were not taken. */
  refusal(): Error;
  /** Gives back what was taken. */
  release(): void;
}

/** What hands the budgets out. */
export interface ByteBudgets {
  /** @param client whose share it counts towards */
  open(client: string): ByteBudget;
  /** Bytes that all of them hold now. */
  readonly held: number;
}

/**
 * Bounds the bytes of all bodies in memory together: a queue of photos is bounded in number, and a hundred
 * photos of 40 MB would still be 4 GB. No client has more than its share, so that a few that stall leave room for others.
 *
 * @param share Bytes of one client's bodies together.
 */
export function createByteBudgets(maxBytes: number, share: number = maxBytes): ByteBudgets {
  const clients = new Map<string, number>();
  let held = 0;
  return {
    open(client) {
      let own = 0;
      let isOverShare = false;
      const count = (bytes: number) => {
        held += bytes;
        own += bytes;
        const left = (clients.get(client) ?? 0) + bytes;
        if (left > 0) clients.set(client, left);
        else clients.delete(client);
      };
      return {
        most: share,
        take(bytes) {
          isOverShare = (clients.get(client) ?? 0) + bytes > share;
          if (isOverShare || held + bytes > maxBytes) return false;
          count(bytes);
          return true;
        },
        refusal: () => (isOverShare ? overShare(share) : allHeld(maxBytes)),
        release: () => count(-own),
      };
    },
    get held() {
      return held;
    },
  };
}

function allHeld(maxBytes: number): GraticuleError {
  return new GraticuleError(
    "busy",
    `The photos being uploaded hold all ${megabytes(maxBytes)} MB that are meant for them. Try again after the time in Retry-After.`,
  );
}

function overShare(share: number): HttpError {
  return new HttpError(
    "upload_share",
    `The photos that you are sending hold the ${megabytes(share)} MB that one client may have. Send the next one when another is answered.`,
    { "Retry-After": "1" },
  );
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
