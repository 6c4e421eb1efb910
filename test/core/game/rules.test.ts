import { describe, expect, it } from "vitest";
import { cellAreaKm2, cellAt } from "../../../core/earth/cells.ts";
import { circleRing, dashes, geodesic } from "../../../core/earth/geodesic.ts";
import { distanceKm, type LngLat } from "../../../core/earth/lng-lat.ts";
import type { Game } from "../../../core/game/api.ts";
import { offsetOf } from "../../../core/game/direction.ts";
import { dailySeed, dayOf, drawSeeded, isDay } from "../../../core/game/draw.ts";
import { toLngLat } from "../../../core/game/points.ts";
import { remainingMs, roundState, usedMs } from "../../../core/game/round.ts";
import { modelSearchKm2, recallCurve } from "../../../core/game/search-area.ts";
import { shareText } from "../../../core/game/share.ts";
import { pointAtStrength, STRENGTHS } from "../../../core/game/strength.ts";

const BERLIN = { lat: 52.52, lng: 13.405 };
const SUVA = { lat: -18.14, lng: 178.44 };
const APIA = { lat: -13.83, lng: -171.77 };

describe("a round", () => {
  const clock = { openedAt: 1_000_000, timerS: 30, isLocked: false };

  it.each([
    ["before its photo", { ...clock, openedAt: null }, 1_000_000, "waiting"],
    ["at its last moment", clock, 1_030_000, "open"],
    ["within the grace", clock, 1_035_000, "open"],
    ["after the grace", clock, 1_035_001, "late"],
    ["without a clock, a day later", { ...clock, timerS: null }, 87_400_000, "open"],
    ["locked, whatever the time", { ...clock, isLocked: true }, 9_000_000, "locked"],
  ])("%s", (_, round, now, state) => {
    expect(roundState(round, now)).toBe(state);
  });

  it("tells the time left and used by one clock, and never counts the grace", () => {
    expect(remainingMs(clock, 1_010_000)).toBe(20_000);
    expect(remainingMs(clock, 1_034_000)).toBe(0);
    expect(usedMs(clock, 1_034_000)).toBe(30_000);
    expect(usedMs(clock, 999_000)).toBe(0);
  });
});

describe("a draw", () => {
  const photos = Array.from({ length: 200 }, (_, i) => ({ id: `photo-${i}` }));

  it("is the same for a day and another the next", () => {
    const days = ["2026-11-23", "2026-11-24"].map((day) => drawSeeded(photos, dailySeed(day), 5));
    expect(drawSeeded([...photos].reverse(), dailySeed("2026-11-23"), 5)).toEqual(days[0]);
    expect(days[1]).not.toEqual(days[0]);
    expect(new Set(days[0]).size).toBe(5);
  });

  it("gives every photo its turn over a year", () => {
    const drawn = new Set<string>();
    for (let day = 0; day < 365; day++) {
      const date = dayOf(Date.UTC(2026, 0, 1 + day));
      for (const { id } of drawSeeded(photos, dailySeed(date), 5)) drawn.add(id);
    }
    expect(drawn.size).toBe(200);
  });

  it("knows days that exist", () => {
    expect(["2026-02-28", "2024-02-29"].every(isDay)).toBe(true);
    expect(["2026-02-29", "2026-13-01", "26-1-1", "2026-01-01T00:00", ""].some(isDay)).toBe(false);
  });
});

describe("directions", () => {
  it.each([
    ["Berlin to the pole", BERLIN, { lat: 90, lng: 0 }, "north"],
    ["Suva to Apia, over 180 degrees", SUVA, APIA, "north-east"],
    ["Apia to Suva", APIA, SUVA, "south-west"],
    ["along the equator", { lat: 0, lng: 0 }, { lat: 0, lng: 10 }, "east"],
  ])("%s", (_, from, to, direction) => {
    expect(offsetOf(from, to).compass).toBe(direction);
  });

  it("are those of the map, not of the shortest path", () => {
    // The shortest path from Vancouver to Berlin sets out over Greenland, to the north-east.
    expect(offsetOf({ lat: 49.3, lng: -123.1 }, BERLIN).compass).toBe("east");
    expect(offsetOf({ lat: 60, lng: 100 }, { lat: 55, lng: -100 }).compass).toBe("east");
  });

  it("have parts that make the distance where the Earth is nearly flat, over 180 degrees too", () => {
    for (const [from, to] of [
      [SUVA, APIA],
      [
        { lat: 52, lng: 13 },
        { lat: 50, lng: 10 },
      ],
    ] as const) {
      const { eastKm, northKm } = offsetOf(from, to);
      const km = distanceKm(toLngLat(from), toLngLat(to));
      expect(Math.hypot(eastKm, northKm) / km).toBeCloseTo(1, 2);
    }
    expect(offsetOf(APIA, SUVA).eastKm).toBeLessThan(0);
  });
});

describe("lines on the map", () => {
  it("are dashed from end to end in even lengths, over 180 degrees too, and are never nothing", () => {
    const [from, to] = [toLngLat(SUVA), toLngLat(APIA)];
    const parts = dashes(from, to, 1) as [LngLat, LngLat][];
    const lengths = parts.map(([start, end]) => distanceKm(start, end));
    expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThan(1e-6);
    expect(lengths[0]).toBeGreaterThan(90);
    expect(lengths[0]).toBeLessThan(130);
    expect(parts[0]![0]).toEqual(from);
    expect(parts.at(-1)![1][0]).toBeCloseTo(to[0] + 360, 9);
    for (const [start, end] of parts) expect(Math.abs(end[0] - start[0])).toBeLessThan(2);
    expect(dashes([1, 2], [1, 2], 1)).toHaveLength(1);
    expect(dashes([1, 2], [1.001, 2], 1)).toHaveLength(1);
  });

  it("follow the shortest path, also over 180 degrees", () => {
    const path = geodesic(toLngLat(SUVA), toLngLat(APIA));
    const steps = path.slice(1).map((at, i) => distanceKm(path[i]!, at));
    const whole = distanceKm(toLngLat(SUVA), toLngLat(APIA));
    expect(steps.reduce((a, b) => a + b, 0)).toBeCloseTo(whole, 6);
    expect(Math.max(...path.slice(1).map(([lng], i) => Math.abs(lng - path[i]![0])))).toBeLessThan(
      2,
    );
    expect(path.at(-1)![0]).toBeCloseTo(APIA.lng + 360, 9);
  });

  it("draw circles of the radius that was bet", () => {
    for (const centre of [toLngLat(BERLIN), toLngLat(SUVA), [20, 85] as LngLat]) {
      const ring = circleRing(centre, 1000).filter(([, lat]) => Math.abs(lat) < 89.9);
      const far = ring.map((at) => distanceKm(centre, at));
      expect(far.filter((km) => Math.abs(km - 1000) < 30).length).toBeGreaterThan(far.length * 0.9);
    }
  });
});

describe("the model's search area", () => {
  const cells = [
    { h3: cellAt(toLngLat(BERLIN), 4), probability: 0.5 },
    { h3: cellAt(toLngLat(SUVA), 4), probability: 0.3 },
    { h3: cellAt(toLngLat(APIA), 5), probability: 0.1 },
  ];

  it("is what ranks up to the truth, the cell of the truth included", () => {
    expect(modelSearchKm2(cells, BERLIN)).toBeCloseTo(cellAreaKm2(cells[0]!.h3), 6);
    const all = cells.reduce((sum, { h3 }) => sum + cellAreaKm2(h3), 0);
    expect(modelSearchKm2(cells, APIA)).toBeCloseTo(all, 6);
    expect(modelSearchKm2(cells, { lat: 0, lng: 0 })).toBeNull();
  });

  it("becomes a curve in which what was never found still counts", () => {
    expect(recallCurve([300, null, 100, null])).toEqual([
      { areaKm2: 100, recall: 0.25 },
      { areaKm2: 300, recall: 0.5 },
    ]);
  });
});

describe("strength", () => {
  const cells = [
    { h3: cellAt(toLngLat(BERLIN), 4), probability: 0.98 },
    ...Array.from({ length: 10 }, (_, i) => ({
      h3: cellAt([60 + i, 20], 4),
      probability: 0.02 / 10,
    })),
  ];
  const best = { expectedScore: 4000, expectedErrorKm: 20, placeName: null, places: [] };
  const prediction = { best: { ...BERLIN, ...best }, cells };

  it("is the model's own point when full and drifts away with the temperature", () => {
    const far = STRENGTHS.map((strength) =>
      distanceKm(toLngLat(pointAtStrength(prediction, strength)), toLngLat(BERLIN)),
    );
    expect(far[0]).toBe(0);
    expect(far[1]).toBeLessThan(100);
    expect(far[3]).toBeGreaterThan(2000);
  });
});

describe("the share text", () => {
  const reveal = {
    truth: BERLIN,
    place: { country: "Germany", countryCode: "DE", division: "Berlin", city: "Berlin" },
    you: { at: SUVA, distanceKm: 16_000.5, points: 3210 },
  };
  const game = {
    mode: "daily",
    rules: "pin",
    date: "2026-11-23",
    points: 3210,
    modelPoints: 12_000,
    rounds: [{ n: 1, state: "locked", remainingMs: null, reveal }],
  } as unknown as Game;

  it("tells points and nothing that helps", () => {
    const text = shareText(game, "https://example.org/#play/challenge");
    expect(text).toBe(
      "Graticule Daily 2026-11-23: 3,210 points, model 12,000\n🟦🟦🟦⬜⬜\nhttps://example.org/#play/challenge",
    );
    expect(text).not.toMatch(/Berlin|Germany|52|13\.4|16/);
  });

  it("has one line for bets: a full square for each circle that held the place", () => {
    const rounds = [true, false, true].map((isHit) => ({ reveal: { you: { bet: { isHit } } } }));
    const bets = { ...game, mode: "bet", rules: "circle", date: null, points: -514, rounds };
    expect(shareText(bets as unknown as Game, null)).toBe(
      "Graticule Bet your area: \u2212514 points, model 12,000\n🟦⬜🟦",
    );
  });
});
