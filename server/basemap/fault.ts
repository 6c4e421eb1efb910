/** Why the operator's map cannot be had: one sentence that says what came and what was wanted. */
export class BasemapError extends Error {
  override readonly name = "BasemapError";
}

/** An address without what may be a key, for the log. */
export function withoutKey(url: string | URL): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
