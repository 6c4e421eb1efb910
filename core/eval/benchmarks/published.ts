import type { Benchmark, PublishedCurve, PublishedRow, PublishedSource } from "./benchmark.ts";
import { benchmarkOf, findBenchmark } from "./registry.ts";

/** What the sources are, for captions. */
export const SOURCE_NAMES: Readonly<Record<PublishedSource, string>> = {
  confirmed: "published; read in the authors' code, README or paper",
  recomputed: "published; recomputed from the authors' per-photo results",
  survey: "published; as listed by a survey",
  abstract: "published; read in an abstract",
  unconfirmed: "quoted; primary source not found",
};

/**
 * The published rows of a set; none for a table that is not just the public one, whatever it is called. Sets of which
 * we know no table go by their name.
 */
export function publishedFor(named: NamedSet): readonly PublishedRow[] {
  return setOf(named)?.published ?? [];
}

/** The published curves of a set, by the same rule. */
export function curvesFor(named: NamedSet): readonly PublishedCurve[] {
  return setOf(named)?.curves ?? [];
}

interface NamedSet {
  readonly name: string;
  readonly fingerprint: string;
}

function setOf({ name, fingerprint }: NamedSet): Benchmark | null {
  const named = findBenchmark(name);
  // Browsers have no digests on plain http beyond this machine: then the name alone tells.
  const byName = fingerprint === "" || (named !== null && named.checks === null);
  return byName ? named : benchmarkOf(fingerprint);
}

/** Where a row was read, in full. */
export function sourceOf({ source, from }: Pick<PublishedRow, "source" | "from">): string {
  return source === "unconfirmed" ? SOURCE_NAMES[source] : `${SOURCE_NAMES[source]}: ${from}`;
}
