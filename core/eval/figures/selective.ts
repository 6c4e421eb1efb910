import type { PhotoScore } from "../scoring/photo-score.ts";

/** What happens when only the surest photos are answered. */
export interface SelectivePoint {
  /** Share of photos answered. */
  readonly coverage: number;
  readonly n: number;
  readonly meanGeoScore: number;
  readonly within25Km: number;
  readonly within200Km: number;
  readonly within750Km: number;
}

export interface Selective {
  readonly curve: readonly SelectivePoint[];
  /** Mean share of misses (beyond 200 km) over all coverages: lower is better. */
  readonly riskArea: number;
  /** The product's own choice to abstain; null for systems that never say. */
  readonly abstention: {
    readonly abstained: number;
    readonly answered: SelectivePoint | null;
  } | null;
}

const STEPS = 20;
const RISK_KM = 200;

/** Risk against coverage, photos sorted by their confidence (ties by id); null without confidences. */
export function selectiveOf(placed: readonly PhotoScore[]): Selective | null {
  if (!placed.some(({ confidence }) => confidence !== null)) return null;
  // A photo without prediction is the last that would be answered.
  const sure = ({ confidence }: PhotoScore) => confidence ?? -1;
  const order = [...placed].sort((a, b) => sure(b) - sure(a) || (a.id < b.id ? -1 : 1));
  let misses = 0;
  let risk = 0;
  order.forEach(({ km }, i) => {
    if (km! > RISK_KM) misses += 1;
    risk += misses / (i + 1);
  });
  const curve = Array.from({ length: STEPS }, (_, i) => {
    const count = Math.max(1, Math.round(((i + 1) / STEPS) * order.length));
    return pointOf(order.slice(0, count), order.length);
  });
  const says = placed.filter(({ abstained }) => abstained !== null);
  const answered = says.filter(({ abstained }) => abstained === false);
  return {
    curve,
    riskArea: risk / order.length,
    abstention:
      says.length === 0
        ? null
        : {
            abstained: says.length - answered.length,
            answered: answered.length > 0 ? pointOf(answered, order.length) : null,
          },
  };
}

function pointOf(answered: readonly PhotoScore[], all: number): SelectivePoint {
  const n = answered.length;
  const within = (limit: number) => answered.filter(({ km }) => km! <= limit).length / n;
  return {
    coverage: n / all,
    n,
    meanGeoScore: answered.reduce((sum, { geoScore }) => sum + geoScore!, 0) / n,
    within25Km: within(25),
    within200Km: within(200),
    within750Km: within(750),
  };
}
