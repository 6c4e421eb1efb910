import { PLACE_LEVELS } from "../../contracts/place-levels.ts";
import type { LngLat } from "../../earth/lng-lat.ts";
import { toCsv } from "../../formats/csv.ts";
import { badTable, parseCsv, toNumber } from "../reading/table.ts";
import type { PhotoScore } from "./photo-score.ts";

/** Columns of `per_image.csv`: one row per photo of the set, sorted by id. Empty fields: not known or not applicable. */
export const PER_IMAGE_COLUMNS = [
  "id",
  "status",
  "truth_lat",
  "truth_lng",
  "lat",
  "lng",
  "km",
  "score_km",
  "geoscore",
  "support",
  "area_km2",
  "where",
  "mass_before",
  "density",
  "confidence",
  "abstained",
  "country",
  "top_country",
  "top_country_probability",
  "country_rank",
  "right_continent",
  "right_country",
  "right_division",
  "right_city",
  "continent",
  "scene",
  "population",
  "land_cover",
  "cluster",
  "detail",
] as const;

type Column = (typeof PER_IMAGE_COLUMNS)[number];

/** Rows as RFC 4180 text; numbers to 8 significant digits. */
export function writePerImage(scores: readonly PhotoScore[]): string {
  const rows = scores.map((score) => {
    const fields: Record<Column, string | number | boolean | null> = {
      id: score.id,
      status: score.status,
      truth_lat: score.truth?.[1] ?? null,
      truth_lng: score.truth?.[0] ?? null,
      lat: score.estimate?.[1] ?? null,
      lng: score.estimate?.[0] ?? null,
      km: score.km,
      score_km: score.scoreKm,
      geoscore: score.geoScore,
      support: score.support,
      area_km2: score.areaKm2,
      where: score.where,
      mass_before: score.massBefore,
      density: score.density,
      confidence: score.confidence,
      abstained: score.abstained,
      country: score.country,
      top_country: score.topCountry,
      top_country_probability: score.topCountryProbability,
      country_rank: score.countryRank,
      right_continent: score.isRight.continent,
      right_country: score.isRight.country,
      right_division: score.isRight.division,
      right_city: score.isRight.city,
      continent: score.continent,
      scene: score.scene,
      population: score.population,
      land_cover: score.landCover,
      cluster: score.cluster,
      detail: score.detail,
    };
    return PER_IMAGE_COLUMNS.map((column) => toField(fields[column]));
  });
  return toCsv([PER_IMAGE_COLUMNS, ...rows]);
}

function toField(value: string | number | boolean | null): string | number {
  if (value === null) return "";
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "number" ? Number(value.toPrecision(8)) : value;
}

/** Reads `per_image.csv` back. Throws `parameter_invalid` when columns are missing. */
export function readPerImage(text: string): PhotoScore[] {
  const { header, rows } = parseCsv(text);
  const at = new Map(header.map((name, i) => [name, i]));
  const missing = PER_IMAGE_COLUMNS.filter((name) => !at.has(name));
  if (missing.length > 0) {
    throw badTable(`it is no per_image.csv of an evaluation: it lacks ${missing.join(", ")}`);
  }
  return rows.map(({ fields }) => {
    // Spreadsheet formulas were defused with an apostrophe (core/formats/csv.ts).
    const text = (column: Column) => (fields[at.get(column)!] ?? "").replace(/^'(?=[=+\-@])/, "");
    const number = (column: Column) => {
      const value = toNumber(text(column));
      return Number.isNaN(value) ? null : value;
    };
    const flag = (column: Column) => (text(column) === "" ? null : text(column) === "1");
    const position = (lat: Column, lng: Column): LngLat | null => {
      const [north, east] = [number(lat), number(lng)];
      return north === null || east === null ? null : [east, north];
    };
    const word = (column: Column) => (text(column) || null) as never;
    return {
      id: text("id"),
      status: text("status") as PhotoScore["status"],
      detail: text("detail"),
      cluster: word("cluster"),
      truth: position("truth_lat", "truth_lng"),
      estimate: position("lat", "lng"),
      km: number("km"),
      scoreKm: number("score_km"),
      geoScore: number("geoscore"),
      support: word("support"),
      areaKm2: number("area_km2"),
      where: word("where"),
      massBefore: number("mass_before"),
      density: number("density"),
      confidence: number("confidence"),
      abstained: flag("abstained"),
      isRight: Object.fromEntries(
        PLACE_LEVELS.map((level) => [level, flag(`right_${level}` as Column)]),
      ) as PhotoScore["isRight"],
      country: word("country"),
      topCountry: word("top_country"),
      topCountryProbability: number("top_country_probability"),
      countryRank: number("country_rank"),
      continent: word("continent"),
      scene: word("scene"),
      population: word("population"),
      landCover: word("land_cover"),
    };
  });
}
