/**
 * A document of version 1, which had two points and told less of them, as one of version 2: the point of best expected
 * score, of which neither the error nor the places are known. Anything else as it came.
 */
export function inSecondVersion(document: unknown): unknown {
  const { version, best } = Object(document) as Record<string, unknown>;
  const { score } = Object(best) as Record<string, unknown>;
  if (version !== undefined || typeof score !== "object" || score === null) return document;
  const point = { ...score, expectedErrorKm: null, placeName: null, places: [] };
  return { ...(document as object), version: 2, best: point };
}
