/**
 * A draw that anybody can repeat: the photos in the order of a hash of seed and id. Removing or adding a photo moves no
 * other, so a day's photos change little when a pack grows.
 */
export function drawSeeded<T extends { readonly id: string }>(
  photos: readonly T[],
  seed: string,
  count: number,
): T[] {
  return photos
    .map((photo) => [hash53(`${seed}:${photo.id}`), photo] as const)
    .sort(([a, p], [b, q]) => a - b || (p.id < q.id ? -1 : 1))
    .slice(0, count)
    .map(([, photo]) => photo);
}

/** The seed of a day's challenge. */
export function dailySeed(date: string): string {
  return `daily:${date}`;
}

/** The day at a moment, UTC: `2026-11-23`. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** Whether a text is a day that exists. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(time) && dayOf(time) === text;
}

/** 53 bits of a string (cyrb53 by bryc, public domain): two multiplicative hashes, mixed. Not for secrets. */
function hash53(text: string): number {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}
