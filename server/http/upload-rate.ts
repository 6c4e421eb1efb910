/** Bytes a second that the slowest line brings: a phone at the edge of its network is several times as fast. */
const LEAST_BYTES_PER_S = 8 * 1024;
/** A client may begin as slowly as it likes for so long. */
const GRACE_MS = 10_000;
/** What is averaged: a line that falters for a moment is not slow. */
const WINDOW_MS = 10_000;

/** Bounds that a test makes smaller. */
export interface RateBounds {
  readonly leastBytesPerS: number;
  readonly graceMs: number;
  readonly windowMs: number;
}

export const UPLOAD_RATE: RateBounds = {
  leastBytesPerS: LEAST_BYTES_PER_S,
  graceMs: GRACE_MS,
  windowMs: WINDOW_MS,
};

/**
 * Watches how fast bytes come and tells once when that is slower than it may be, after the grace. Answers what ends the
 * watch.
 *
 * @param received bytes that have come so far
 */
export function watchRate(
  received: () => number,
  onSlow: () => void,
  { leastBytesPerS, graceMs, windowMs }: RateBounds = UPLOAD_RATE,
): () => void {
  let before = received();
  let timer = setTimeout(begin, graceMs).unref();
  function begin(): void {
    before = received();
    timer = setInterval(look, windowMs).unref();
  }
  function look(): void {
    const now = received();
    if (((now - before) * 1000) / windowMs < leastBytesPerS) {
      clearInterval(timer);
      onSlow();
    }
    before = now;
  }
  return () => clearTimeout(timer);
}
