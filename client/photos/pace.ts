/** Fewer answers than this say nothing about the pace. */
const ENOUGH = 3;
/** An answer after this long a pause starts the count anew. */
const PAUSE_MS = 60_000;

/**
 * Seconds until all photos are answered, from the times at which the latest answers came (milliseconds since 1970), or null where
 * that cannot be told yet.
 */
export function secondsLeft(
  arrivals: readonly number[],
  waiting: number,
  now: number,
): number | null {
  let from = arrivals.length - 1;
  while (from > 0 && arrivals[from]! - arrivals[from - 1]! < PAUSE_MS) from--;
  const recent = arrivals.slice(Math.max(0, from));
  const latest = recent.at(-1);
  if (waiting === 0 || recent.length < ENOUGH || latest === undefined) return null;
  if (now - latest > PAUSE_MS) return null;
  const each = (latest - recent[0]!) / (recent.length - 1);
  return (each * waiting) / 1000;
}

/** "about 2 min left": no digits that would change with every photo. */
export function timeLeftInWords(seconds: number): string {
  if (seconds < 10) return "a few seconds left";
  if (seconds < 55) return `about ${Math.ceil(seconds / 10) * 10}\u00a0s left`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `about ${Math.max(1, minutes)}\u00a0min left`;
  const hours = Math.floor(minutes / 60);
  const rest = Math.round((minutes % 60) / 10) * 10;
  return rest === 0 || rest === 60
    ? `about ${hours + (rest === 60 ? 1 : 0)}\u00a0h left`
    : `about ${hours}\u00a0h ${rest}\u00a0min left`;
}
