import type { Benchmark } from "./benchmark.ts";
import { GEOCOMP } from "./geocomp.ts";
import { GWS15K } from "./gws15k.ts";
import { IM2GPS } from "./im2gps.ts";
import { IM2GPS3K } from "./im2gps3k.ts";
import { OSV5M } from "./osv5m.ts";
import { YFCC4K } from "./yfcc4k.ts";
import { YFCC26K } from "./yfcc26k.ts";

/** The public sets, one file each. Figures on a set of one's own need no entry: any table of truth will do. */
export const BENCHMARKS: readonly Benchmark[] = [
  IM2GPS,
  IM2GPS3K,
  YFCC4K,
  YFCC26K,
  GWS15K,
  OSV5M,
  GEOCOMP,
];

/** The set of this name or one of its other names, in any case. */
export function findBenchmark(name: string): Benchmark | null {
  const plain = name.toLowerCase();
  return BENCHMARKS.find((set) => set.name === plain || set.aliases.includes(plain)) ?? null;
}

/** The public set with this fingerprint, if it is one. */
export function benchmarkOf(fingerprint: string): Benchmark | null {
  return BENCHMARKS.find(({ checks }) => checks?.fingerprint === fingerprint) ?? null;
}

/** What a table is known by. */
export interface TableFacts {
  readonly rows: number;
  readonly fingerprint: string;
  /** SHA-256 over the ids alone. */
  readonly ids: string;
}

/**
 * What is wrong with a table that should be a public set's; null when it is just that, or when nothing is known to hold it
 * against. Other numbers of rows, other ids, other positions and exchanged ones are told apart.
 */
export function faultOf(set: Benchmark, { rows, fingerprint, ids }: TableFacts): string | null {
  const { checks, title } = set;
  if (checks === null) {
    if (set.photos === null || set.photos === rows) return null;
    return `it has ${rows} rows, ${title} has ${set.photos}; ${NOT_COMPARED}`;
  }
  if (fingerprint === checks.fingerprint) return null;
  if (fingerprint === checks.swapped) {
    return `its latitudes and longitudes are exchanged (a public copy from 2018, commit 3487c53, has this fault); exchange the two column names`;
  }
  if (rows !== set.photos) {
    return `it has ${rows} rows, ${title} has ${set.photos}; ${NOT_COMPARED}`;
  }
  if (ids === checks.ids) {
    return `its ids are ${title}'s but positions differ (fingerprint ${short(fingerprint)}, expected ${short(checks.fingerprint)}); ${NOT_COMPARED}`;
  }
  return `its ids differ from ${title}'s, of as many photos (fingerprint ${short(fingerprint)}, expected ${short(checks.fingerprint)}); ${NOT_COMPARED}`;
}

const NOT_COMPARED = "figures will not compare with published ones";

function short(digest: string): string {
  return digest.slice(0, 12);
}
