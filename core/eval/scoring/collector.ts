import type { Geography } from "../../earth/geography.ts";
import { type CellAreas, createCellAreas } from "../reading/cell-areas.ts";
import { type Estimate, type Failure, isFailure } from "../reading/estimate.ts";
import { compareIds, createIdMatcher } from "../reading/ids.ts";
import type { TruthSet } from "../reading/truth.ts";
import { createPhotoScorer, type PhotoScore } from "./photo-score.ts";
import { swappedKm, warningsOf } from "./plausibility.ts";
import { OWN_CELLS, type RankingProtocol } from "./protocol.ts";

/** Takes predictions one by one, in any order, and keeps one small row per photo. */
export interface Collector {
  add(reading: Estimate | Failure): void;
  end(): Collected;
}

export interface Collected {
  /** One per photo of the set, sorted by id. */
  readonly scores: readonly PhotoScore[];
  readonly duplicates: readonly string[];
  readonly extra: readonly string[];
  /** Models that the predictions name. */
  readonly models: readonly string[];
  readonly warnings: readonly string[];
}

/** Ids of extra predictions are kept up to this number: a file for another set may hold millions. */
const MOST_NAMED = 100_000;

export function createCollector(
  truth: TruthSet,
  geography: Geography,
  areas: CellAreas = createCellAreas(geography.cells),
  protocol: RankingProtocol = OWN_CELLS,
): Collector {
  const match = createIdMatcher(truth.rows.map(({ id }) => id));
  const byId = new Map(truth.rows.map((row) => [row.id, row]));
  const scorer = createPhotoScorer(geography, areas, protocol);
  const scored = new Map<string, PhotoScore>();
  const duplicates = new Set<string>();
  const extra: string[] = [];
  const models = new Set<string>();
  const swapped: number[] = [];

  return {
    add(reading) {
      const id = match(reading.id);
      if (id === null) {
        if (extra.length < MOST_NAMED) extra.push(reading.id);
        return;
      }
      if (scored.has(id)) {
        duplicates.add(id);
        return;
      }
      const row = byId.get(id)!;
      if (isFailure(reading)) {
        scored.set(id, scorer.miss(row, reading.kind, reading.detail));
        return;
      }
      if (reading.model !== null) models.add(reading.model);
      if (row.at) swapped.push(swappedKm(reading.at, row.at));
      scored.set(id, scorer.score(row, reading));
    },
    end() {
      const scores = truth.rows.map(
        (row) => scored.get(row.id) ?? scorer.miss(row, "missing", "no prediction"),
      );
      return {
        scores,
        duplicates: [...duplicates].sort(compareIds),
        extra: extra.sort(compareIds),
        models: [...models].sort(compareIds),
        warnings: warningsOf(scores, extra, swapped),
      };
    },
  };
}
