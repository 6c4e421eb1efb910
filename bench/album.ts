import { openAlbum, solveAlbum } from "../core/album/album.ts";
import { worldOf } from "../core/album/world.ts";
import { createUniform } from "../core/eval/figures/random.ts";
import { readGeography } from "../server/geodata/geography.ts";

// tsx bench/album.ts [photos]: how long an album takes over all land cells, and in how much memory; and how long one photo that is
// added to it takes. Each photo believes in a few places by chance and more in one that all share.

const photos = Number(process.argv[2] ?? 500);
const { cells } = await readGeography();
const uniform = createUniform(7);
const total = cells.areaKm2.reduce((sum, area) => sum + area, 0);
const prior = cells.areaKm2.map((area) => area / total);
const start = performance.now();
const world = worldOf(cells, prior);
console.log(`world of ${cells.count} cells: ${((performance.now() - start) / 1000).toFixed(1)} s`);

/** Guesses by chance, and how many of them the common place counts for. */
const GUESSES = 20;
const COMMON = 5;
const home = Math.floor(uniform() * cells.count);

function somePhoto(hours: number) {
  const belief = Float32Array.from(prior, (p) => p * 0.05);
  const guesses = Array.from({ length: GUESSES }, () => Math.floor(uniform() * cells.count));
  for (const guess of [...Array.from({ length: COMMON }, (_, i) => home + 20 * i), ...guesses]) {
    for (let row = Math.max(0, guess - 100); row < Math.min(cells.count, guess + 100); row++) {
      belief[row]! += (0.95 / (GUESSES + COMMON) / 200) * (0.5 + uniform());
    }
  }
  const sum = belief.reduce((s, p) => s + p, 0);
  return { belief: belief.map((p) => p / sum), hours, isAnchor: false };
}

/** Seconds of the processor, which other work on the machine leaves as they are; and of the longest step. */
function timed<T>(what: string, steps: Generator<unknown, T>): T {
  const cpu = process.cpuUsage();
  let [longest, last] = [0, performance.now()];
  const begun = last;
  for (;;) {
    const step = steps.next();
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (!step.done) continue;
    const { user, system } = process.cpuUsage(cpu);
    const seconds = [(user + system) / 1e6, (last - begun) / 1000].map((s) => s.toFixed(2));
    console.log(
      `${what}: ${seconds[0]} s of processors, ${seconds[1]} s, longest step ${longest.toFixed(0)} ms`,
    );
    return step.value;
  }
}

const album = Array.from({ length: photos }, (_, i) => somePhoto(i * 0.5 + uniform()));
if (process.argv[3] === "open") {
  const open = openAlbum(world);
  for (const photo of album.slice(2)) open.add(photo);
  timed("solved but for two photos", open.solve("time"));
  for (const [where, hours] of [
    ["last", photos],
    ["in between", photos / 4],
  ] as const) {
    const adding = function* () {
      const number = open.add({ ...album[0]!, belief: somePhoto(0).belief, hours });
      yield;
      return yield* open.locate(number, "time");
    };
    timed(`one more photo, ${where}: its own answer`, adding());
  }
  timed("the answers of all", open.solve("time"));
} else {
  const { bits, belongs, extentKm } = timed(`${photos} photos`, solveAlbum(world, album, "time"));
  console.log(`belongs ${belongs.toFixed(2)}, ${bits.toFixed(1)} bits, extent ${extentKm} km`);
}
const { maxRSS } = process.resourceUsage();
console.log(`at most ${Math.round(maxRSS / 1024)} MB resident`);
