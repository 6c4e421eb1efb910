import { useEffect, useState } from "preact/hooks";

/** Enough for a large screen. */
const FIRST = 100;
/** Drawn in one task, while a person may scroll already. */
const STEP = 50;

/**
 * How many items of a long list are to be drawn: a screenful at once, the others a few at a time, so that no task holds
 * the page for long.
 */
export function useGrowing(total: number): number {
  const [drawn, setDrawn] = useState(FIRST);
  // A list that has shrunk and grows again is drawn like a new one.
  const kept = Math.min(drawn, Math.max(FIRST, total));
  const next = kept < total ? kept + STEP : kept;
  useEffect(() => {
    if (next === drawn) return;
    const timer = setTimeout(() => setDrawn(next));
    return () => clearTimeout(timer);
  }, [drawn, next]);
  return Math.min(kept, total);
}
