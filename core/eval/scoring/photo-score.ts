import {
  DENSITY_CLASSES,
  densityClass,
  LAND_COVER_CLASSES,
  landCoverClass,
} from "../../belief/attributes.ts";
import { geoScore } from "../../belief/geo-score.ts";
import type { PlaceLevel } from "../../contracts/prediction.ts";
import type { Geography } from "../../earth/geography.ts";
import { distanceKm, EARTH_AREA_KM2, EARTH_RADIUS_KM, type LngLat } from "../../earth/lng-lat.ts";
import type { CellAreas } from "../reading/cell-areas.ts";
import type { Estimate, PlaceShare } from "../reading/estimate.ts";
import type { Scene, Truth } from "../reading/truth.ts";
import { continentOf, landRowAt, type PlaceIds, placesOfRow } from "./geocoder.ts";
import { OWN_CELLS, type RankingProtocol } from "./protocol.ts";
import { type SearchArea, searchAreaOf } from "./search-area.ts";

/** `missing`: no prediction came. `unreadable`: the system could not read the photo. `invalid`: nor we its prediction. */
export const STATUSES = ["scored", "missing", "unreadable", "invalid"] as const;

/** What one photo contributes to every figure of a run: one row of `per_image.csv`. */
export interface PhotoScore {
  readonly id: string;
  readonly status: (typeof STATUSES)[number];
  /** Why not, for people; empty when scored. */
  readonly detail: string;
  readonly cluster: string | null;
  readonly truth: LngLat | null;
  readonly estimate: LngLat | null;
  /** Great-circle error, km; half the Earth's circumference without a prediction; null where the truth is a country alone. */
  readonly km: number | null;
  /** 0 to 5000. */
  readonly geoScore: number | null;
  readonly support: Estimate["support"]["kind"] | null;
  /** Area searched when the true place is covered, km2 (core/eval/scoring/search-area.ts). */
  readonly areaKm2: number | null;
  readonly where: SearchArea["where"] | null;
  readonly massBefore: number | null;
  /** Probability per km2 at the true place, floored (see `FLOOR`); null for systems without probabilities. */
  readonly density: number | null;
  readonly confidence: number | null;
  readonly abstained: boolean | null;
  /** Whether the point lies in the true place of each level; null where the truth has no such name. */
  readonly isRight: Readonly<Record<PlaceLevel, boolean | null>>;
  readonly country: string | null;
  /** The most probable country by summed probability (else the point's), and how probable. */
  readonly topCountry: string | null;
  readonly topCountryProbability: number | null;
  /** Rank of the true country among those named, from 1; 0 when it is not named; null without ranks. */
  readonly countryRank: number | null;
  readonly continent: string | null;
  readonly scene: Scene | null;
  readonly population: (typeof DENSITY_CLASSES)[number] | null;
  readonly landCover: (typeof LAND_COVER_CLASSES)[number] | null;
  /** Distance from the true place to the nearest training point, km; left out where no such points were given. */
  readonly trainingKm?: number | null;
}

/** The error of a photo without prediction, km: the farthest that two places can be apart. */
export const MISS_KM = Math.PI * EARTH_RADIUS_KM;

/**
 * Every distribution is mixed with this share of a uniform one before its logarithm is taken, so that one impossible
 * truth costs about 20 bits and not everything.
 */
export const FLOOR = 1e-6;

/** Density after the floor, per km2. */
export function floored(density: number): number {
  return (1 - FLOOR) * density + FLOOR / EARTH_AREA_KM2;
}

/** Scores photos of one set. */
export interface PhotoScorer {
  score(truth: Truth, estimate: Estimate): PhotoScore;
  /** The row of a photo that has no usable prediction: a miss in every figure. */
  miss(truth: Truth, status: Exclude<PhotoScore["status"], "scored">, detail: string): PhotoScore;
}

export function createPhotoScorer(
  geography: Geography,
  areas: CellAreas,
  protocol: RankingProtocol = OWN_CELLS,
): PhotoScorer {
  const tables = { areas, cells: geography.cells };
  return {
    score(truth, estimate) {
      const about = describeTruth(truth, geography);
      const own = placesOfRow(geography, landRowAt(geography, estimate.at));
      const countries = rankCountries(estimate.places);
      const base = {
        ...about.columns,
        status: "scored" as const,
        detail: "",
        estimate: estimate.at,
        support: estimate.support.kind,
        confidence: estimate.confidence,
        abstained: estimate.abstained,
        isRight: compare(about.places, own),
        topCountry: countries ? (countries[0]?.id ?? null) : own.country,
        topCountryProbability: countries?.[0]?.probability ?? null,
        countryRank: rankOfCountry(about.places.country, countries),
      };
      if (!truth.at) return { ...base, ...UNPLACED };
      const searched = searchAreaOf(estimate.support, truth.at, tables, protocol);
      const km = distanceKm(estimate.at, truth.at);
      return {
        ...base,
        km,
        geoScore: geoScore(km),
        areaKm2: searched.areaKm2,
        where: searched.where,
        massBefore: searched.massBefore,
        density: searched.density === null ? null : floored(searched.density),
      };
    },
    miss(truth, status, detail) {
      const about = describeTruth(truth, geography);
      const base = {
        ...about.columns,
        status,
        detail,
        estimate: null,
        support: null,
        confidence: null,
        abstained: null,
        isRight: compare(about.places, NOWHERE),
        topCountry: null,
        topCountryProbability: null,
        countryRank: about.places.country === null ? null : 0,
      };
      if (!truth.at) return { ...base, ...UNPLACED };
      return {
        ...base,
        km: MISS_KM,
        geoScore: 0,
        areaKm2: EARTH_AREA_KM2,
        where: "outside",
        massBefore: 1,
        density: floored(0),
      };
    },
  };
}

const NOWHERE: PlaceIds = { continent: null, country: null, division: null, city: null };

/** The columns of a photo whose truth is a country alone. */
const UNPLACED = {
  km: null,
  geoScore: null,
  areaKm2: null,
  where: null,
  massBefore: null,
  density: null,
} as const;

function describeTruth(truth: Truth, geography: Geography) {
  const { cells } = geography;
  const row = truth.at ? landRowAt(geography, truth.at) : -1;
  const found = placesOfRow(geography, row);
  const country = truth.country ?? found.country;
  const continent = country === found.country ? found.continent : null;
  const places: PlaceIds = {
    ...found,
    country,
    continent: continent ?? (country ? continentOf(geography, country) : null),
  };
  return {
    places,
    columns: {
      id: truth.id,
      cluster: truth.cluster,
      truth: truth.at,
      country,
      continent: places.continent,
      scene: truth.scene,
      population:
        row < 0
          ? null
          : DENSITY_CLASSES[densityClass(cells.population[row]!, cells.areaKm2[row]!)]!,
      landCover:
        row < 0 ? null : (LAND_COVER_CLASSES[landCoverClass(cells.landCover[row]!)] ?? null),
    },
  };
}

function compare(truth: PlaceIds, own: PlaceIds): PhotoScore["isRight"] {
  const right = (level: PlaceLevel) => (truth[level] === null ? null : truth[level] === own[level]);
  return {
    continent: right("continent"),
    country: right("country"),
    division: right("division"),
    city: right("city"),
  };
}

function rankCountries(places: readonly PlaceShare[] | null): PlaceShare[] | null {
  if (!places) return null;
  const countries = places.filter(({ level }) => level === "country");
  return countries.sort((a, b) => b.probability - a.probability);
}

function rankOfCountry(
  country: string | null,
  countries: readonly PlaceShare[] | null,
): number | null {
  if (country === null || !countries) return null;
  return countries.findIndex(({ id }) => id === country) + 1;
}
