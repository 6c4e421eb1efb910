import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { watchRate } from "../../../server/http/upload-rate.ts";

const BOUNDS = { leastBytesPerS: 100, graceMs: 1000, windowMs: 1000 };

describe("the rate of an upload", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("may be anything during the grace, and is told once when it stays too low", () => {
    let received = 0;
    const slow = vi.fn();
    watchRate(() => received, slow, BOUNDS);
    vi.advanceTimersByTime(1999);
    expect(slow).not.toHaveBeenCalled();
    received = 99;
    vi.advanceTimersByTime(1);
    expect(slow).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(10_000);
    expect(slow).toHaveBeenCalledTimes(1);
  });

  it("is fast enough at the least rate, and no longer watched when the body has come", () => {
    let received = 0;
    const slow = vi.fn();
    const unwatch = watchRate(() => received, slow, BOUNDS);
    vi.advanceTimersByTime(1000);
    for (let window = 0; window < 5; window++) {
      received += 100;
      vi.advanceTimersByTime(1000);
    }
    unwatch();
    vi.advanceTimersByTime(10_000);
    expect(slow).not.toHaveBeenCalled();
  });
});
