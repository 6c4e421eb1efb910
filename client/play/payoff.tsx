import { linePath, scaleOf, tenths } from "../../core/eval/report/plot-geometry.ts";
import { BET_CONFIDENCE, type Bet, betPoints } from "../../core/game/bet.ts";

const WIDTH = 420;
const HEIGHT = 104;
const LEFT = 64;
const [TOP, BOTTOM] = [10, 26];
const STEPS = 45;

const SURENESS = Array.from({ length: STEPS + 1 }, (_, i) => {
  return BET_CONFIDENCE.least + (i / STEPS) * (BET_CONFIDENCE.most - BET_CONFIDENCE.least);
});
const x = scaleOf(
  { from: BET_CONFIDENCE.least, to: BET_CONFIDENCE.most, isLog: false },
  LEFT,
  WIDTH - 64,
);

/** What the circle would pay for every sureness, inside it and outside, and the one that is chosen. The numbers stand beside it in words. */
export function Payoff({ areaKm2, confidence }: Bet) {
  const points = (isHit: boolean) =>
    SURENESS.map((sure) => [sure, betPoints({ areaKm2, confidence: sure }, isHit)] as const);
  const [inside, outside] = [points(true), points(false)];
  const all = [...inside, ...outside].map(([, value]) => value);
  const y = scaleOf(
    { from: Math.min(0, ...all), to: Math.max(1, ...all), isLog: false },
    HEIGHT - BOTTOM,
    TOP,
  );
  const chosen = ([true, false] as const).map((isHit) => betPoints({ areaKm2, confidence }, isHit));
  return (
    <svg class="payoff" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <line class="payoff__zero" x1={LEFT} x2={WIDTH - 64} y1={y(0)} y2={y(0)} />
      <text class="payoff__tick" x={LEFT - 6} y={y(0) + 4} text-anchor="end">
        0 points
      </text>
      <line
        class="payoff__chosen"
        x1={x(confidence)}
        x2={x(confidence)}
        y1={TOP}
        y2={HEIGHT - BOTTOM}
      />
      <path class="payoff__line payoff__line--inside" d={linePath(inside, x, y)} />
      <path class="payoff__line payoff__line--outside" d={linePath(outside, x, y)} />
      {chosen.map((value) => (
        <circle
          key={value}
          class="payoff__dot"
          cx={tenths(x(confidence))}
          cy={tenths(y(value))}
          r="4"
        />
      ))}
      <text class="payoff__tick" x={WIDTH - 58} y={y(inside.at(-1)![1]) + 4}>
        inside
      </text>
      <text class="payoff__tick" x={WIDTH - 58} y={y(outside.at(-1)![1]) + 4}>
        outside
      </text>
      {[0.05, 0.5, 0.95].map((sure) => (
        <text key={sure} class="payoff__tick" x={x(sure)} y={HEIGHT - 8} text-anchor="middle">
          {Math.round(sure * 100)} % sure
        </text>
      ))}
    </svg>
  );
}
