import { describe, expect, it } from "vitest";
import { failureFrom, unreachable } from "../../../client/service/failure.ts";

const problem = (code: string) =>
  JSON.stringify({
    type: "/problems/x",
    title: "The photo is damaged",
    status: 422,
    detail: "It ends after 12 kB.",
    instance: "urn:x",
    code,
    requestId: "r1",
  });

describe("failure", () => {
  it("speaks with the problem document's words", () => {
    expect(failureFrom(422, problem("photo_unreadable"), null)).toEqual({
      code: "photo_unreadable",
      title: "The photo is damaged",
      detail: "It ends after 12 kB.",
      canRetry: false,
      requestId: "r1",
      retryAfterS: null,
    });
  });

  it("can be tried again when the fault is not the photo's", () => {
    expect(failureFrom(503, problem("busy"), "4")).toMatchObject({
      canRetry: true,
      retryAfterS: 4,
    });
    expect(failureFrom(500, problem("internal"), null).canRetry).toBe(true);
    expect(failureFrom(429, problem("rate_limited"), "30").canRetry).toBe(true);
    expect(failureFrom(415, problem("photo_type_unsupported"), null).canRetry).toBe(false);
  });

  it("copes with answers that are no problem document", () => {
    const failure = failureFrom(502, "<html>Bad gateway</html>", null);
    expect(failure).toMatchObject({ code: "not_understood", canRetry: true });
    expect(failure.detail).toContain("502");
    expect(failureFrom(500, "null", null).code).toBe("not_understood");
  });

  it("says whose connection is gone", () => {
    expect(unreachable(false).title).toBe("This device is offline");
    expect(unreachable(true).title).toBe("The server did not answer");
  });

  it("speaks of no photo, since games and runs are asked for too", () => {
    for (const isOnline of [true, false]) {
      expect(unreachable(isOnline).detail).toMatch(/^Nothing is lost\. .*ry again/);
      expect(unreachable(isOnline).detail).not.toContain("photo");
    }
  });
});
