import { geoScore } from "../../../../core/belief/geo-score.ts";
import type { PhotoScore } from "../../../../core/eval/scoring/photo-score.ts";

/** A scored photo with what a test wants to differ. */
export function scoreOf(id: string, own: Partial<PhotoScore>): PhotoScore {
  const isRight = { continent: true, country: true, division: false, city: null };
  return {
    id,
    status: "scored",
    detail: "",
    cluster: null,
    truth: [2, 48],
    estimate: [3, 49],
    km: 100,
    geoScore: geoScore(100),
    support: "cells",
    areaKm2: 1e4,
    where: "listed",
    massBefore: 0.4,
    density: 1e-6,
    confidence: 0.5,
    abstained: false,
    isRight,
    country: "FR",
    topCountry: "FR",
    topCountryProbability: 0.7,
    countryRank: 1,
    continent: "EU",
    scene: null,
    population: "50-250",
    landCover: "crop",
    ...own,
  };
}
