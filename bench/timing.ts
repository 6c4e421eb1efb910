import { performance } from "node:perf_hooks";

/** Times of repeated runs, milliseconds. */
export interface Timing {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly runs: number;
}

/** Median with the 10th and 90th percentile. */
export function summarise(samples: readonly number[]): Timing {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  return { median: at(0.5), low: at(0.1), high: at(0.9), runs: sorted.length };
}

/** How long a stage is measured at most, so that an encoder of GeoCLIP's size does not take an hour. */
const MOST_SECONDS = 20;
/** Runs that are measured however long they take. */
const LEAST_RUNS = 3;

/** Runs a stage a few times to warm up, then measures it. */
export async function measure(run: (i: number) => unknown, runs: number): Promise<Timing> {
  const isWarm = untilLate();
  for (let i = 0; i < Math.ceil(runs / 4) && (i === 0 || !isWarm()); i++) await run(i);
  const isLate = untilLate();
  const samples: number[] = [];
  for (let i = 0; i < runs && (i < LEAST_RUNS || !isLate()); i++) {
    const start = performance.now();
    await run(i);
    samples.push(performance.now() - start);
  }
  return summarise(samples);
}

/** Starts a watch that says when measuring has taken long enough. */
export function untilLate(): () => boolean {
  const end = performance.now() + 1000 * MOST_SECONDS;
  return () => performance.now() > end;
}

/** One line of the table: what, median, spread. */
export function printTiming(what: string, { median, low, high, runs }: Timing, note = ""): void {
  const spread = `(${low.toFixed(1)} to ${high.toFixed(1)}, ${runs} runs)`;
  console.log(
    `${what.padEnd(52)} ${median.toFixed(1).padStart(8)} ms  ${spread.padEnd(30)} ${note}`,
  );
}

export function printHeading(title: string): void {
  console.log(`\n${title}\n${"-".repeat(title.length)}`);
}
