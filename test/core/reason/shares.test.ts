import { beforeAll, describe, expect, it } from "vitest";
import { REASON_PARTS, ReasonSharesSchema } from "../../../core/contracts/reason-shares.ts";
import type { Geography } from "../../../core/earth/geography.ts";
import { rowHolding } from "../../../core/earth/land-rows.ts";
import { atOnce } from "../../../core/earth/steps.ts";
import { createUniform } from "../../../core/eval/figures/random.ts";
import { logLikelihoodFrom, partsOf } from "../../../core/reason/mixture.ts";
import {
  fitShares,
  sharesIn,
  toReasonShares,
  UNTRIED_SHARES,
} from "../../../core/reason/shares.ts";
import { geography } from "../../geography.ts";

let earth: Geography;
let prior: Float64Array;
beforeAll(async () => {
  earth = await geography();
  const { population } = earth.cells;
  const all = population.reduce((sum, people) => sum + people, 0);
  prior = Float64Array.from(population, (people) => people / all);
});

const PARIS = { at: { lat: 48.85, lng: 2.35 }, country: null, answers: 1 };
const INVENTED = REASON_PARTS.length - 1;
const massOf = (belief: ArrayLike<number>, isIn: (row: number) => boolean) =>
  Array.from(belief).reduce((sum, p, row) => sum + (isIn(row) ? p : 0), 0);

describe("the mixture", () => {
  it("of a photo that tells nothing, a share of the belief comes to lie in its part", () => {
    const parts = atOnce(partsOf([PARIS], earth, prior));
    const shares = [0, 0, 0, 0, 0.6, 0.4];
    const log = logLikelihoodFrom(parts, shares);
    const belief = prior.map((p, row) => p * Math.exp(log[row]!));
    const france = earth.cells.country[rowHolding(earth.cells, [2.35, 48.85])]!;
    const isFrench = (row: number) => earth.cells.country[row] === france;
    expect(belief.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
    expect(massOf(belief, isFrench)).toBeCloseTo(0.6 + 0.4 * massOf(prior, isFrench), 9);
  });

  it("says nothing where all is invented, at sea or unknown", () => {
    const nothing = [0, 0, 0, 0, 0, 1];
    const parts = atOnce(partsOf([PARIS], earth, prior));
    expect(logLikelihoodFrom(parts, nothing).every((log) => log === 0)).toBe(true);
    const sea = { at: null, country: null, answers: 3 };
    const none = logLikelihoodFrom(atOnce(partsOf([sea], earth, prior)), UNTRIED_SHARES);
    expect(Math.max(...none.map(Math.abs))).toBeLessThan(1e-9);
  });
});

describe("fitShares", () => {
  /** Values at the true cells of photos whose part is drawn with these shares, each part far above the others. */
  function drawn(shares: readonly number[], photos: number): number[][] {
    const uniform = createUniform(3);
    return Array.from({ length: photos }, () => {
      let left = uniform();
      const own = shares.findIndex((share) => (left -= share) < 0);
      return shares.slice(0, -1).map((_, k) => (k === own ? 500 : 1e-4));
    });
  }

  it("finds the shares that answers were drawn from", () => {
    const shares = [0.4, 0, 0, 0.1, 0.25, 0.25];
    for (const [k, share] of fitShares(drawn(shares, 2000)).entries()) {
      expect(share).toBeCloseTo(shares[k]!, 1);
    }
  });

  it("believes nothing of a model that is never right, and little of one that was hardly tried", () => {
    const liar = fitShares(drawn([0, 0, 0, 0, 0, 1], 300));
    expect(liar[INVENTED]).toBeGreaterThan(0.99);
    expect(fitShares([])[INVENTED]).toBe(1);
    expect(fitShares(drawn([1, 0, 0, 0, 0, 0], 2))[INVENTED]).toBeGreaterThan(0.4);
  });
});

describe("shares in a file", () => {
  it("come back as they were, and sum to 1", () => {
    const shares = [0.4381, 0, 0, 0.1279, 0.2503, 0.1837];
    const document = ReasonSharesSchema.parse(toReasonShares(shares, "eyes:7b", 484));
    for (const [k, share] of sharesIn(document).entries()) expect(share).toBeCloseTo(shares[k]!, 2);
    expect(UNTRIED_SHARES.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  it("are refused where they do not sum to 1, or leave no doubt", () => {
    const { shares, ...rest } = toReasonShares(UNTRIED_SHARES, "eyes:7b", 0);
    const parse = (changed: object) =>
      ReasonSharesSchema.safeParse({ ...rest, shares: { ...shares, ...changed } });
    expect(parse({}).success).toBe(true);
    expect(parse({ country: 0.5 }).success).toBe(false);
    expect(parse({ country: 0.94, invented: 0 }).success).toBe(false);
  });
});
