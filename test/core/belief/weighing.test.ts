import { beforeAll, describe, expect, it } from "vitest";
import type { Likelihood } from "../../../core/belief/likelihood.ts";
import { informationBits, posteriorOf } from "../../../core/belief/posterior.ts";
import { type Prior, priorOf, toPrior } from "../../../core/belief/prior.ts";
import { type Grounds, sharesOf, weigh } from "../../../core/belief/weighing.ts";
import type { Geography } from "../../../core/earth/geography.ts";
import { geography, PLACES, scoresAround } from "../../geography.ts";

let earth: Geography;
let prior: Prior;
let photo: Likelihood;
let head: Likelihood;

beforeAll(async () => {
  earth = await geography();
  prior = toPrior(priorOf("land", earth.cells, new Float64Array()));
  const scores = scoresAround(earth, [PLACES.paris, PLACES.tokyo]);
  photo = { name: "photo", weight: 0.5, log: Float64Array.from(scores, (score) => 12 * score) };
  const north = Float64Array.from(earth.cells.lat, (lat) => (lat > 40 ? 1 : 0));
  head = { name: "head north", weight: 2, log: north };
});

function groundsOf(changes: Partial<Grounds> = {}): Grounds {
  const { cells } = earth;
  return { cells, prior, doubt: 0.1, likelihoods: [photo, head], hints: null, ...changes };
}

function hintsAt(allows: (lng: number) => boolean): Likelihood {
  const log = Float64Array.from(earth.cells.lng, (lng) => (allows(lng) ? 0 : -Infinity));
  return { name: "hints", weight: 1, log };
}

const shares = (grounds: Grounds) => [...sharesOf(grounds, weigh(grounds))];

describe("weigh", () => {
  it("counts the logarithms of each evidence as often as its weight says", () => {
    const once = weigh(groundsOf({ likelihoods: [{ ...photo, weight: 2 }] }));
    const twice = weigh(groundsOf({ likelihoods: [photo, photo, photo, photo] }));
    for (const row of [0, 1234, 56_789]) {
      expect(once.land.probability[row]).toBeCloseTo(twice.land.probability[row]!, 12);
    }
  });

  it("leaves the order of the evidence without effect", () => {
    const { land } = weigh(groundsOf());
    const { land: other } = weigh(groundsOf({ likelihoods: [head, photo] }));
    land.probability.forEach((p, row) => {
      if (Math.abs(p - other.probability[row]!) > 1e-15) expect.unreachable(`row ${row}`);
    });
  });

  it("is the prior where nothing is said", () => {
    const { probability } = weigh(groundsOf({ likelihoods: [] })).land;
    probability.forEach((p, row) => {
      if (Math.abs(p - prior.probability[row]!) > 1e-15) expect.unreachable(`row ${row}`);
    });
  });

  it("takes hints after the doubt: the prior's shares of what they allow remain", () => {
    const misled = { ...photo, log: photo.log.map((value) => 1e4 * value) };
    const hints = hintsAt((lng) => lng < -60);
    const { land, unhinted } = weigh(groundsOf({ likelihoods: [misled], hints }));
    const [a, b] = [...earth.cells.lng.keys()].filter((row) => earth.cells.lng[row]! < -60);
    const { probability } = prior;
    expect(land.probability[a!]! / land.probability[b!]!).toBeCloseTo(
      probability[a!]! / probability[b!]!,
      9,
    );
    expect(unhinted.probability[a!]).toBeCloseTo(0.1 * probability[a!]!, 15);
  });
});

describe("sharesOf", () => {
  it("is the divergence from the belief without the evidence, in bits", () => {
    const grounds = groundsOf();
    const { probability } = weigh(grounds).land;
    const without = posteriorOf(earth.cells, prior, [head], 0.1).probability;
    let bits = 0;
    probability.forEach((p, row) => {
      bits += p * Math.log2(p / without[row]!);
    });
    const [ofPhoto, ofHead] = shares(grounds);
    expect(ofPhoto).toEqual({ name: "photo", weight: 0.5, bits: Math.round(bits * 1e4) / 1e4 });
    expect(ofHead).toMatchObject({ name: "head north", weight: 2 });
    expect(ofHead!.bits).toBeGreaterThan(0);
    expect(ofHead!.bits).toBeLessThan(ofPhoto!.bits);
  });

  it("of the only evidence is what was learnt from the prior on", () => {
    const grounds = groundsOf({ likelihoods: [photo] });
    const learnt = informationBits(weigh(grounds).land.probability, prior.probability);
    expect(shares(grounds)).toEqual([
      { name: "photo", weight: 0.5, bits: Math.round(learnt * 1e4) / 1e4 },
    ]);
  });

  it("of an evidence that says the same of all places is 0", () => {
    const flat = { name: "flat", weight: 3, log: new Float64Array(earth.cells.count).fill(7) };
    expect(shares(groundsOf({ likelihoods: [photo, flat] }))[1]).toEqual({
      name: "flat",
      weight: 3,
      bits: 0,
    });
  });

  it("names hints last; they tell as much as they leave out", () => {
    const hints = hintsAt((lng) => lng > 0);
    const grounds = groundsOf({ hints });
    const told = shares(grounds);
    expect(told.map(({ name }) => name)).toEqual(["photo", "head north", "hints"]);
    const allowed = weigh(grounds).unhinted.probability.reduce(
      (sum, p, row) => (hints.log[row] === 0 ? sum + p : sum),
      0,
    );
    expect(told[2]!.bits).toBeCloseTo(-Math.log2(allowed), 3);
  });

  it("stays finite where all but one evidence leave nothing of what the hints allow", () => {
    const far = { name: "far", weight: 1, log: earth.cells.lng.map((lng) => (lng > 0 ? 0 : -1e4)) };
    const back = { ...far, name: "back", log: Float64Array.from(far.log, (value) => -value) };
    const likelihoods = [{ ...far, log: Float64Array.from(far.log) }, back];
    const hints = hintsAt((lng) => lng < 0);
    const [, last] = shares(groundsOf({ likelihoods, hints, doubt: 0 }));
    expect(last!.bits).toBeGreaterThan(900);
    expect(Number.isFinite(last!.bits)).toBe(true);
  });
});
