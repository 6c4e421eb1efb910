import type { Failure } from "../service/failure.ts";
import type { Patience } from "./runner.ts";

/** Failures that say "later" and nothing about the photo. */
const LATER: ReadonlySet<string> = new Set(["busy", "not_ready", "rate_limited"]);
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;

/**
 * How long photos wait when the service has no room or cannot be reached: as long as it says, else twice as long each time.
 *
 * @param isCrowd whether many photos wait: one alone is better told at once that the service cannot be reached
 */
export function createPatience(
  isCrowd: () => boolean,
  tellHold: Patience["tellHold"],
): Patience & { answered(): void } {
  let waits = 0;
  return {
    waitFor({ code, retryAfterS }: Failure) {
      if (code === "unreachable" ? !isCrowd() : !LATER.has(code)) return null;
      const guess = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** waits++);
      return retryAfterS === null ? guess : Math.max(FIRST_WAIT_MS, retryAfterS * 1000);
    },
    tellHold,
    /** An answer shows that waiting has helped. */
    answered() {
      waits = 0;
    },
  };
}
