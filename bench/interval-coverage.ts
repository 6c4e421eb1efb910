// How often the 95 % intervals of rates hold the true rate, by simulation: photos of a cluster share a leaning (a normal variable
// that explains `likeness` of each photo's score), and a photo is a hit below a level.
//
//   npx tsx bench/interval-coverage.ts [rounds, default 1000]

import { toClusters } from "../core/eval/figures/clusters.ts";
import { type Interval, wilson } from "../core/eval/figures/intervals.ts";
import { createUniform } from "../core/eval/figures/random.ts";
import { ratesOf } from "../core/eval/figures/rates.ts";

/** True rates, and the levels of a standard normal variable that they lie below. */
const RATES = [
  [0.001, -3.0902],
  [0.01, -2.3263],
  [0.05, -1.6449],
  [0.25, -0.6745],
  [0.5, 0],
  [0.75, 0.6745],
  [0.95, 1.6449],
  [0.99, 2.3263],
] as const;

/** Clusters, photos in each on average, and how alike those are. */
const SETS = [
  [13, 1, 0],
  [13, 20, 0.2],
  [13, 20, 0.5],
  [50, 10, 0.2],
  [198, 15, 0],
  [198, 15, 0.2],
  [198, 15, 0.5],
  [1000, 1, 0],
  [3000, 2, 0.2],
] as const;

const rounds = Number(process.argv[2] ?? 1000);
const uniform = createUniform(1);
const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

/** Sizes differ as those of photographers do: few have many. */
function drawSize(mean: number): number {
  return mean === 1
    ? 1
    : Math.min(20 * mean, Math.max(1, Math.round(0.4 * mean * (1 - uniform()) ** -0.6)));
}

const head = ["clusters", "photos each", "likeness", ...RATES.map(([rate]) => `${100 * rate} %`)];
console.log(`| ${head.join(" | ")} |\n|${head.map(() => " ---: |").join("")}`);
for (const [count, mean, likeness] of SETS) {
  const held = RATES.map(() => [0, 0]);
  for (let round = 0; round < rounds; round++) {
    const keys: string[] = [];
    const scores: number[] = [];
    for (let c = 0; c < count; c++) {
      const leaning = normal() * Math.sqrt(likeness);
      for (let left = drawSize(mean); left > 0; left--) {
        keys.push(String(c));
        scores.push(leaning + normal() * Math.sqrt(1 - likeness));
      }
    }
    const hits = RATES.map(([, level]) => scores.map((score) => Number(score <= level)));
    ratesOf(toClusters(keys), hits).forEach((rate, k) => {
      const holds = ([low, high]: Interval) => Number(low <= RATES[k]![0] && RATES[k]![0] <= high);
      held[k]![0]! += holds(rate.clustered ?? rate.wilson);
      held[k]![1]! += holds(wilson(rate.hits, rate.n));
    });
  }
  const cells = held.map((of) => of.map((sum) => ((100 * sum) / rounds).toFixed(1)).join(" / "));
  console.log(`| ${[count, mean, likeness, ...cells].join(" | ")} |`);
}
