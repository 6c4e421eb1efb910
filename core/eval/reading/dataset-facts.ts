import type { Truth } from "./truth.ts";

/** What reports say of a set. */
export interface DatasetFacts {
  readonly name: string;
  readonly photos: number;
  readonly withPosition: number;
  readonly countryOnly: number;
  /** SHA-256 over the sorted ids, positions and countries: the same set whatever the file looks like. */
  readonly fingerprint: string;
}

/** Describes the rows of a set. `fingerprint`: `fingerprintOf` them, empty where that cannot be told. */
export function describeSet(
  name: string,
  rows: readonly Pick<Truth, "at">[],
  fingerprint: string,
): DatasetFacts {
  const placed = rows.filter(({ at }) => at !== null).length;
  return {
    name,
    photos: rows.length,
    withPosition: placed,
    countryOnly: rows.length - placed,
    fingerprint,
  };
}
