import { describe, expect, it } from "vitest";
import { createPatience } from "../../../client/ask/patience.ts";
import { type Failure, unreachable } from "../../../client/service/failure.ts";

const failure = (code: Failure["code"], retryAfterS: number | null = null): Failure => {
  return { ...unreachable(true), code, retryAfterS };
};

describe("patience", () => {
  it("waits as long as the service says", () => {
    const { waitFor } = createPatience(
      () => true,
      () => {},
    );
    expect(waitFor(failure("rate_limited", 42))).toBe(42_000);
    expect(waitFor(failure("busy", 0))).toBe(1000);
  });

  it("waits twice as long each time where the service says nothing, until an answer comes", () => {
    const { waitFor, answered } = createPatience(
      () => true,
      () => {},
    );
    expect([1, 2, 3].map(() => waitFor(failure("unreachable")))).toEqual([1000, 2000, 4000]);
    for (let i = 0; i < 20; i++) waitFor(failure("busy"));
    expect(waitFor(failure("busy"))).toBe(60_000);
    answered();
    expect(waitFor(failure("busy"))).toBe(1000);
  });

  it("tells one photo alone at once that nothing can be reached", () => {
    const { waitFor } = createPatience(
      () => false,
      () => {},
    );
    expect(waitFor(failure("unreachable"))).toBeNull();
    expect(waitFor(failure("busy"))).toBe(1000);
  });

  it("waits for no photo that cannot be read", () => {
    const { waitFor } = createPatience(
      () => true,
      () => {},
    );
    expect(waitFor(failure("photo_unreadable"))).toBeNull();
  });
});
