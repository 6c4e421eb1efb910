/** How the Earth is ranked for recall versus area, where systems are to be asked the same. */
export interface RankingProtocol {
  /** H3 resolution that every system is brought to before it is ranked; null for the cells that it states. */
  readonly raster: number | null;
  /** `density`: probability per km2, which finds any mass in the least area. `probability`: per cell, as on a raster of equal cells. */
  readonly ranking: (typeof RANKINGS)[number];
  /** What of the cells that tie with the true one is searched before it: `all`, or half of them in the `middle`. */
  readonly ties: (typeof TIE_RULES)[number];
}

export const RANKINGS = ["density", "probability"] as const;
export const TIE_RULES = ["all", "middle"] as const;

/** What counts unless told. */
export const OWN_CELLS: RankingProtocol = { raster: null, ranking: "density", ties: "all" };

/** Resolutions of a common raster: from that of the land cells, 1,770 km2, to 0.74 km2. */
export const RASTER_RESOLUTIONS = [4, 8] as const;
