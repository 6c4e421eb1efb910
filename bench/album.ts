import { solveAlbum } from "../core/album/album.ts";
import { worldOf } from "../core/album/world.ts";
import { createUniform } from "../core/eval/figures/random.ts";
import { readGeography } from "../server/geodata/geography.ts";

// tsx bench/album.ts [photos]: how long an album takes over all land cells, and in how much memory. Each photo believes in a few
// places by chance and in one that all share, so that many kinds of trip stay open.

const photos = Number(process.argv[2] ?? 500);
const { cells } = await readGeography();
const uniform = createUniform(7);
const total = cells.areaKm2.reduce((sum, area) => sum + area, 0);
const prior = cells.areaKm2.map((area) => area / total);
const start = performance.now();
const world = worldOf(cells, prior);
console.log(`world of ${cells.count} cells: ${((performance.now() - start) / 1000).toFixed(1)} s`);

const home = Math.floor(uniform() * cells.count);
const album = Array.from({ length: photos }, (_, i) => {
  const belief = Float32Array.from(prior, (p) => p * 0.05);
  const guesses = [
    home,
    home + 40,
    ...Array.from({ length: 20 }, () => Math.floor(uniform() * cells.count)),
  ];
  for (const guess of guesses) {
    for (let row = Math.max(0, guess - 100); row < Math.min(cells.count, guess + 100); row++) {
      belief[row]! += (0.95 / guesses.length / 200) * (0.5 + uniform());
    }
  }
  const sum = belief.reduce((s, p) => s + p, 0);
  return { belief: belief.map((p) => p / sum), hours: i * 0.5 + uniform(), isAnchor: false };
});
let longest = 0;
let last = performance.now();
const begun = last;
const cpu = process.cpuUsage();
const steps = solveAlbum(world, album, "time");
for (;;) {
  const step = steps.next();
  const now = performance.now();
  longest = Math.max(longest, now - last);
  last = now;
  if (step.done) {
    const { user, system } = process.cpuUsage(cpu);
    const { bits, belongs, extentKm } = step.value;
    console.log(`${((user + system) / 1e6).toFixed(1)} s of processors`);
    console.log(`belongs ${belongs.toFixed(2)}, ${bits.toFixed(1)} bits, extent ${extentKm} km`);
    break;
  }
}
const { maxRSS } = process.resourceUsage();
console.log(
  `${photos} photos: ${((last - begun) / 1000).toFixed(1)} s, longest step ${longest.toFixed(0)} ms, at most ${Math.round(maxRSS / 1024)} MB resident`,
);
