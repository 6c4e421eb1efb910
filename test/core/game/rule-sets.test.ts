import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { globSync } from "tinyglobby";
import { describe, expect, it } from "vitest";
import { checkGuess } from "../../../core/game/guess.ts";
import type { ModelPlay } from "../../../core/game/model-play.ts";
import { MODE_KINDS, MODES } from "../../../core/game/modes.ts";
import { RULE_NAMES, RULE_SETS } from "../../../core/game/rules/registry.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const PARIS = { lat: 48.85661, lng: 2.35222, country: "FR" };
const PIN = { lat: 1, lng: 2 };
const BET = { ...PIN, radiusKm: 100, confidence: 0.8 };
const pin = (country: string | null, distanceKm: number) => ({
  country,
  distanceKm,
  radiusKm: 100,
  confidence: 0.8,
});

/** A model that believes in France, and whose weaker selves stand in Spain. */
const MADRID = { at: { lat: 40.41678, lng: -3.70379 }, country: "ES" };
const PLAY: ModelPlay = {
  points: { full: MADRID, strong: MADRID, fair: MADRID, weak: MADRID },
  country: { at: { lat: 46, lng: 2 }, code: "FR" },
  bet: { areaKm2: 500_000, confidence: 0.8, isHit: true },
  topPlaces: [],
  searchKm2: null,
};

describe("rule sets", () => {
  it.each(RULE_NAMES)("%s says everything that is asked of it", (name) => {
    const { words, ...rules } = RULE_SETS[name];
    expect(rules.faultOf({ lat: null, lng: null })).toBeNull();
    expect(words.share({ points: 1, modelPoints: 2 }, [])[0]).toMatch(/^1 /);
    expect(words.headline({ points: 2, modelPoints: 1 })).not.toBe("");
    expect(rules.modelPointsOf(PLAY, "full", PARIS)).toBeGreaterThan(0);
  });

  it.each([
    ["pin", PIN, null],
    ["pin", BET, "only the mode `bet` has circles"],
    ["country", { ...PIN, confidence: 0.5 }, "only the mode `bet` has circles"],
    ["circle", BET, null],
    ["circle", PIN, "a bet needs radiusKm and confidence"],
    ["circle", { ...PIN, radiusKm: 5 }, "a bet needs radiusKm and confidence"],
    ["circle", { lat: null, lng: 2 }, "lat and lng are numbers together, or null together"],
  ] as const)("%s checks what a guess says: %j", (rules, guess, fault) => {
    const check = () => checkGuess(guess, rules);
    if (fault) expect(check).toThrow(fault);
    else expect(check).not.toThrow();
  });

  it("pay a pin by its distance, a country by its name and a circle by the bet", () => {
    expect(RULE_SETS.pin.pointsOf(pin("DE", 0), PARIS)).toBe(5000);
    expect(RULE_SETS.country.pointsOf(pin("FR", 500), PARIS)).toBe(1);
    expect(RULE_SETS.country.pointsOf(pin("DE", 1), PARIS)).toBe(0);
    expect(RULE_SETS.country.pointsOf(pin(null, 1), { country: null })).toBe(0);
    const [hit, miss] = [100, 101].map((km) => RULE_SETS.circle.pointsOf(pin("FR", km), PARIS));
    expect(hit).toBeGreaterThan(2000);
    expect(miss).toBeLessThan(0);
  });

  it("let the model play its likeliest country at full strength alone", () => {
    expect(RULE_SETS.country.modelPin(PLAY, "full").country).toBe("FR");
    expect(RULE_SETS.country.modelPin(PLAY, "weak").country).toBe("ES");
    expect(RULE_SETS.country.modelPointsOf(PLAY, "weak", PARIS)).toBe(0);
    expect(RULE_SETS.pin.modelPin(PLAY, "full")).toEqual(MADRID);
    expect(RULE_SETS.pin.modelBet(PLAY)).toBeNull();
    expect(RULE_SETS.circle.modelBet(PLAY)).toEqual(PLAY.bet);
  });

  it("end a game with its last photo, a streak with its first wrong country", () => {
    const ending = RULE_NAMES.filter((name) => RULE_SETS[name].isOver(0));
    expect(ending).toEqual(["country"]);
    expect(RULE_SETS.country.isOver(1)).toBe(false);
  });

  it("tell a streak by its length", () => {
    const { words } = RULE_SETS.country;
    const said = [1, 3].map((points) => words.headline({ points, modelPoints: 9 }));
    expect(said).toEqual(["1 country in a row", "3 countries in a row"]);
  });
});

describe("modes", () => {
  it("are played by rules that exist, but for the challenge, which has those of its first game", () => {
    for (const mode of MODES.filter((name) => name !== "challenge")) {
      expect(RULE_NAMES).toContain(MODE_KINDS[mode].rules);
      expect(MODE_KINDS[mode].rounds).toBeGreaterThan(0);
    }
  });
});

it("nobody asks what the rules are called: the rule set has the answer", () => {
  const names = RULE_NAMES.join("|");
  const asking = new RegExp(`rules\\)?\\s*[!=]=+\\s*["'](?:${names})|rules = '(?:${names})'`);
  const sources = globSync("{core,server,client}/**/*.{ts,tsx}", { cwd: ROOT });
  expect(sources.length).toBeGreaterThan(100);
  const found = sources.filter((file) => asking.test(readFileSync(`${ROOT}/${file}`, "utf8")));
  expect(found).toEqual([]);
});
