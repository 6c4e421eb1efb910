import { EARTH_AREA_KM2 } from "../../core/earth/lng-lat.ts";
import { scaleOf, tenths } from "../../core/eval/report/plot-geometry.ts";
import type { RecallStep } from "../../core/game/search-area.ts";
import { player } from "./store.ts";
import { areaText } from "./units.ts";

const WIDTH = 420;
const HEIGHT = 220;
const LEFT = 44;
const BOTTOM = 34;
const TOP = 8;
const RIGHT = 8;
/** Both ends of the area axis, km2: a village to the whole Earth. */
const AREA = { from: 1e2, to: EARTH_AREA_KM2, isLog: true };
const RECALL = { from: 0, to: 1, isLog: false };
const x = scaleOf(AREA, LEFT, WIDTH - RIGHT);
const y = scaleOf(RECALL, HEIGHT - BOTTOM, TOP);
const TICKS = [1e2, 1e4, 1e6, 1e8];

/** How much one has to search before the truth is in: the player's own curve over the model's. */
export function Curve() {
  const found = player.value;
  if (!found?.curve) return null;
  const { you, model } = found.curve;
  return (
    <section class="curve" aria-label="Recall versus area">
      <h2>How far you would have to search</h2>
      <p class="board__note">
        Share of your {found.photos} photos that lie within an area around your pin; for the model,
        within its likeliest cells of that area. Further up and left is better.
      </p>
      <svg
        class="curve__plot"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={inWords(you, model)}
      >
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <g key={share}>
            <line class="curve__grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y(share)} y2={y(share)} />
            <text class="curve__tick" x={LEFT - 6} y={y(share) + 4} text-anchor="end">
              {share * 100} %
            </text>
          </g>
        ))}
        {TICKS.map((area) => (
          <text key={area} class="curve__tick" x={x(area)} y={HEIGHT - 12} text-anchor="middle">
            {areaText(area)}
          </text>
        ))}
        <path class="curve__line curve__line--model" d={path(model)} />
        <path class="curve__line curve__line--you" d={path(you)} />
      </svg>
      <p class="curve__legend">
        <span class="sign sign--you">You</span>
        <span class="sign sign--model">Model</span>
      </p>
      <Bets />
    </section>
  );
}

/** How often bets of each confidence held the place. */
function Bets() {
  const bets = player.value?.bets ?? [];
  if (bets.length === 0) return null;
  return (
    <p class="board__note">
      Your bets:{" "}
      {bets
        .map(
          ({ confidence, count, hits }) =>
            `of ${count} at ${Math.round(confidence * 100)} %, ${hits} held the place`,
        )
        .join("; ")}
      .
    </p>
  );
}

function path(steps: readonly RecallStep[]): string {
  const moves = steps.map(({ areaKm2, recall }) => `H${tenths(x(areaKm2))}V${tenths(y(recall))}`);
  return `M${LEFT} ${y(0)}${moves.join("")}H${WIDTH - RIGHT}`;
}

function inWords(you: readonly RecallStep[], model: readonly RecallStep[]): string {
  const within = (steps: readonly RecallStep[]) =>
    Math.round(100 * (steps.findLast(({ areaKm2 }) => areaKm2 <= 1e6)?.recall ?? 0));
  return `Within a million square kilometres: you ${within(you)} %, the model ${within(model)} %.`;
}
