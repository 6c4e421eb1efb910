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

/** Runs a stage a few times to warm up, then measures it. */
export async function measure(run: (i: number) => unknown, runs: number): Promise<Timing> {
  for (let i = 0; i < Math.ceil(runs / 4); i++) await run(i);
  const samples: number[] = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await run(i);
    samples.push(performance.now() - start);
  }
  return summarise(samples);
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
