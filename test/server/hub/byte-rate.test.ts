import { describe, expect, it } from "vitest";
import { createByteRate } from "../../../server/hub/byte-rate.ts";

describe("createByteRate", () => {
  function rateWithClock() {
    const clock = { now: 0 };
    return { clock, rate: createByteRate(() => clock.now) };
  }

  it("does not count what was there before", () => {
    const { clock, rate } = rateWithClock();
    expect(rate.at(40e6)).toBe(0);
    clock.now = 2000;
    expect(rate.at(42e6)).toBe(1e6);
  });

  it("forgets what is longer ago than ten seconds, and comes to 0 when nothing comes", () => {
    const { clock, rate } = rateWithClock();
    for (let second = 0; second <= 20; second++) {
      clock.now = second * 1000;
      rate.at(second < 10 ? second * 5e6 : 50e6 + (second - 10) * 1e6);
    }
    expect(rate.at(60e6)).toBe(1e6);
    for (let second = 21; second <= 40; second++) {
      clock.now = second * 1000;
      rate.at(60e6);
    }
    expect(rate.at(60e6)).toBe(0);
  });

  it("is never below 0 when bytes are discarded", () => {
    const { clock, rate } = rateWithClock();
    rate.at(10e6);
    clock.now = 1000;
    expect(rate.at(0)).toBe(0);
  });

  it("of pieces that come faster than samples are kept is right all the same", () => {
    const { clock, rate } = rateWithClock();
    for (let ms = 0; ms <= 30_000; ms++) {
      clock.now = ms;
      rate.at(ms * 1000);
    }
    expect(rate.at(30e6)).toBe(1e6);
  });
});
