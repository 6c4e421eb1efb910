/** Bytes a second. */
export interface ByteRate {
  /** @param done bytes that have come so far */
  at(done: number): number;
  /** What came before says nothing of what comes next. */
  reset(): void;
}

/** The rate is that of the last seconds: what came before a break says nothing of the time left. */
const WINDOW_MS = 10_000;
/** Bytes come in thousands of pieces a second; a sample in so many milliseconds is enough. */
const SAMPLE_EVERY_MS = 100;

export function createByteRate(now: () => number = Date.now): ByteRate {
  const samples: { at: number; done: number }[] = [];
  return {
    at(done) {
      const at = now();
      const last = samples.at(-1);
      if (!last || at - last.at >= SAMPLE_EVERY_MS) samples.push({ at, done });
      while (samples.length > 2 && at - samples[0]!.at > WINDOW_MS) samples.shift();
      const { at: since, done: before } = samples[0]!;
      return at > since ? Math.max(0, (1000 * (done - before)) / (at - since)) : 0;
    },
    reset() {
      samples.length = 0;
    },
  };
}
