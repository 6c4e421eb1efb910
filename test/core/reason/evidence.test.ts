import { beforeAll, describe, expect, it } from "vitest";
import type { Geography } from "../../../core/earth/geography.ts";
import { rowHolding } from "../../../core/earth/land-rows.ts";
import { distanceKm } from "../../../core/earth/lng-lat.ts";
import { createPlaceFinder } from "../../../core/earth/place-finder.ts";
import { atOnce } from "../../../core/earth/steps.ts";
import type { NamedCandidate } from "../../../core/reason/answer.ts";
import { settle } from "../../../core/reason/candidates.ts";
import { reasonLikelihood } from "../../../core/reason/evidence.ts";
import { g3Prompt } from "../../../core/reason/prompts.ts";
import { referencesOf } from "../../../core/reason/references.ts";
import { geography } from "../../geography.ts";

let earth: Geography;
beforeAll(async () => {
  earth = await geography();
});

const place = (lat: number, lng: number, country: string | null = null): NamedCandidate => ({
  ...{ at: { lat, lng }, name: country, country },
});
const named = (name: string, country: string | null = null): NamedCandidate => ({
  ...{ at: null, name, country },
});
const settled = (...answers: NamedCandidate[][]) =>
  settle(answers, earth, createPlaceFinder(earth.names));
const TRUSTED = [0.25, 0.1, 0.15, 0.1, 0.2, 0.2];
const saying = (places: ReturnType<typeof settled>) =>
  atOnce(reasonLikelihood(places, earth, evenly(), TRUSTED));
const evenly = () => {
  const { areaKm2 } = earth.cells;
  const whole = areaKm2.reduce((sum, area) => sum + area, 0);
  return areaKm2.map((area) => area / whole);
};
const logOf = (...answers: NamedCandidate[][]) => saying(settled(...answers))!.log;
const rowAt = (lat: number, lng: number) => rowHolding(earth.cells, [lng, lat]);

describe("settle", () => {
  it("counts answers that name one place, not what one answer repeats", () => {
    const paris = place(48.85, 2.35);
    const found = settled([paris, paris, paris], [place(48.86, 2.34)], [place(43.3, 5.4)]);
    expect(found.map(({ candidate }) => candidate.answers)).toEqual([2, 1]);
  });

  it("turns coordinates around where only that is in the country that is named", () => {
    const [kenya] = settled([place(36.8, -1.3, "Kenya")]);
    expect(kenya!.at).toEqual({ lat: -1.3, lng: 36.8 });
    expect(settled([place(36.8, -1.3, "Spain")])[0]!.at).toEqual({ lat: 36.8, lng: -1.3 });
  });

  it("finds cities and countries by name, and says what it does not find", () => {
    const found = settled([named("Lyon, France", "France"), named("Japan", "Japan")]);
    expect(found[0]!.at!.lat).toBeCloseTo(45.75, 1);
    expect(found[1]).toMatchObject({ at: null, candidate: { fate: "counted" } });
    const [none] = settled([named("Xyzzyville", "Nowhereland")]);
    expect(none).toMatchObject({ candidate: { fate: "unknown" }, country: null });
  });

  it("counts the sea, and does not weigh it", () => {
    const [sea] = settled([place(-40, -130)]);
    expect(sea).toMatchObject({ at: null, candidate: { fate: "at_sea" } });
    expect(saying([sea!])).toBeNull();
  });
});

describe("reasonLikelihood", () => {
  it("is finite everywhere, highest where the answers are, and falls off", () => {
    const log = logOf([place(48.85, 2.35)]);
    expect(log.every(Number.isFinite)).toBe(true);
    const [at, near, far] = [rowAt(48.85, 2.35), rowAt(50.6, 3.06), rowAt(-33.9, 151.2)];
    expect(log[at]).toBe(Math.max(...log));
    expect(log[at]!).toBeGreaterThan(log[near]!);
    expect(log[near]!).toBeGreaterThan(log[far]!);
  });

  it("twenty answers for one place say no more than one", () => {
    const one = logOf([place(48.85, 2.35)]);
    const many = logOf(...Array.from({ length: 20 }, () => [place(48.85, 2.35)]));
    expect(Math.max(...many)).toBeCloseTo(Math.max(...one), 9);
  });

  it("answers at sea take weight from the others", () => {
    const alone = logOf([place(48.85, 2.35)]);
    const doubtful = logOf([place(48.85, 2.35)], [place(-40, -130)]);
    const spread = (log: Float64Array) => Math.max(...log) - Math.min(...log);
    expect(spread(doubtful)).toBeLessThan(spread(alone));
  });

  it("a country alone is all of its land alike", () => {
    const log = logOf([named("Japan", "Japan")]);
    expect(log[rowAt(35.68, 139.69)]).toBeCloseTo(log[rowAt(43.06, 141.35)]!, 9);
    expect(log[rowAt(35.68, 139.69)]!).toBeGreaterThan(log[rowAt(48.85, 2.35)]! + 3);
  });
});

describe("references of G3", () => {
  it("lie apart, the likeliest first; the unlikely ones are inhabited", () => {
    const land = new Float64Array(earth.cells.count).fill(1e-6);
    for (const row of [rowAt(48.85, 2.35), rowAt(48.6, 2.35), rowAt(35.68, 139.69)])
      land[row] = 0.3;
    const { similar, dissimilar } = referencesOf(land, earth, 5);
    expect(similar).toHaveLength(5);
    expect(dissimilar).toHaveLength(5);
    const first = similar.slice(0, 2).map(({ lat }) => Math.round(lat));
    expect(first.sort()).toEqual([36, 49]);
    for (const [i, a] of similar.entries()) {
      for (const b of similar.slice(0, i)) {
        expect(distanceKm([a.lng, a.lat], [b.lng, b.lat])).toBeGreaterThan(190);
      }
    }
  });

  it("stand in the prompt rounded, and without them no number does", () => {
    const { text } = g3Prompt([{ lat: 48.8566, lng: 2.3522 }], [{ lat: -33.87, lng: 151.2 }]);
    expect(text).toContain("(48.86, 2.35)");
    expect(text).toContain("(-33.87, 151.20)");
    expect(g3Prompt([], []).text).not.toMatch(/\d/);
  });
});
