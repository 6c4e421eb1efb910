import type { PhotoScore } from "../scoring/photo-score.ts";
import { clustersOf } from "./clusters.ts";
import type { Interval } from "./intervals.ts";
import { ratesOf } from "./rates.ts";

/** Masses at which coverage is tabled: those of the product's regions. */
export const COVERAGE_MASSES = [0.5, 0.8, 0.9, 0.95] as const;

/** Masses of the coverage curve. */
const CURVE_MASSES = [...Array.from({ length: 19 }, (_, i) => (i + 1) / 20), 0.99];

/** How often the region that claims a mass holds the true place. */
export interface Coverage {
  readonly mass: number;
  readonly covered: number;
  readonly n: number;
  readonly rate: number;
  readonly wilson: Interval;
  readonly clustered: Interval | null;
  /** Photos of which the prediction lists too few cells to tell; they count as not covered. */
  readonly undetermined: number;
}

export interface ReliabilityBin {
  readonly low: number;
  readonly high: number;
  readonly n: number;
  /** Mean stated probability of the country named first, and how often it was right. */
  readonly confidence: number;
  readonly accuracy: number;
}

export interface Calibration {
  readonly coverage: readonly Coverage[];
  readonly curve: readonly Coverage[];
  /** Mean gap between claimed and measured coverage over the curve. */
  readonly coverageError: number | null;
  readonly reliability: readonly ReliabilityBin[];
  /** Expected calibration error of the country named first, ten equal bins. */
  readonly ece: number | null;
}

const BINS = 10;

/** Coverage of regions and reliability of country probabilities; null for systems that state no probabilities. */
export function calibrationOf(scores: readonly PhotoScore[]): Calibration | null {
  const withMass = scores.filter(({ massBefore }) => massBefore !== null);
  const hasMass = withMass.some(({ status }) => status === "scored");
  const named = scores.filter(
    ({ topCountryProbability, country }) => topCountryProbability !== null && country !== null,
  );
  if (!hasMass && named.length === 0) return null;
  const curve = hasMass ? coverageAt(withMass, CURVE_MASSES) : [];
  const gaps = curve.map(({ mass, rate }) => Math.abs(rate - mass));
  const reliability = bins(named);
  const gap = reliability.reduce((sum, b) => sum + b.n * Math.abs(b.accuracy - b.confidence), 0);
  return {
    coverage: hasMass ? coverageAt(withMass, COVERAGE_MASSES) : [],
    curve,
    coverageError: gaps.length > 0 ? gaps.reduce((a, b) => a + b, 0) / gaps.length : null,
    reliability,
    ece: named.length > 0 ? gap / named.length : null,
  };
}

function coverageAt(withMass: readonly PhotoScore[], masses: readonly number[]): Coverage[] {
  const inside = (mass: number) => withMass.map(({ massBefore }) => massBefore! < mass);
  const isTold = withMass.map(({ where }) => where !== "beyond");
  const rates = ratesOf(
    clustersOf(withMass),
    masses.map((mass) => inside(mass).map((isInside, i) => Number(isInside && isTold[i]))),
  );
  return rates.map(({ hits: covered, n, rate, wilson, clustered }, k) => {
    const mass = masses[k]!;
    const undetermined = inside(mass).filter((isInside, i) => isInside && !isTold[i]).length;
    return { mass, covered, n, rate, wilson, clustered, undetermined };
  });
}

function bins(named: readonly PhotoScore[]): ReliabilityBin[] {
  const groups: PhotoScore[][] = Array.from({ length: BINS }, () => []);
  for (const score of named) {
    groups[Math.min(BINS - 1, Math.floor(score.topCountryProbability! * BINS))]!.push(score);
  }
  return groups.flatMap((group, i) => {
    if (group.length === 0) return [];
    const right = group.filter(({ country, topCountry }) => country === topCountry).length;
    const stated = group.reduce((sum, score) => sum + score.topCountryProbability!, 0);
    return [
      {
        low: i / BINS,
        high: (i + 1) / BINS,
        n: group.length,
        confidence: stated / group.length,
        accuracy: right / group.length,
      },
    ];
  });
}
