import { DENSITY_CLASSES, LAND_COVER_CLASSES } from "../../belief/attributes.ts";
import { quote } from "../../contracts/quote.ts";
import type { LngLat } from "../../earth/lng-lat.ts";
import { toCsv } from "../../formats/csv.ts";
import { SUPPORT_KINDS } from "../reading/support.ts";
import { badTable, parseCsv, type Row, toNumber } from "../reading/table.ts";
import { SCENES } from "../reading/truth.ts";
import { type PhotoScore, STATUSES } from "./photo-score.ts";
import { WHERE } from "./search-area.ts";

/** Columns of `per_image.csv`: one row per photo of the set, sorted by id. Empty fields: not known or not applicable. */
export const PER_IMAGE_COLUMNS = [
  "id",
  "status",
  "truth_lat",
  "truth_lng",
  "lat",
  "lng",
  "km",
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
  "training_km",
  "cluster",
  "detail",
] as const;

/** Columns that older files lack. */
const LATER: readonly string[] = ["training_km"];

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
      training_km: score.trainingKm ?? null,
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
  const missing = PER_IMAGE_COLUMNS.filter((name) => !at.has(name) && !LATER.includes(name));
  if (missing.length > 0) {
    throw badTable(`it is no per_image.csv of an evaluation: it lacks ${missing.join(", ")}`);
  }
  return rows.map((row) => readRow(row, at));
}

function readRow({ line, fields }: Row, at: ReadonlyMap<string, number>): PhotoScore {
  // Spreadsheet formulas were defused with an apostrophe (core/formats/csv.ts).
  const text = (column: Column) =>
    (fields[at.get(column) ?? -1] ?? "").replace(/^'(?=[=+\-@])/, "");
  const number = (column: Column) => {
    const value = toNumber(text(column));
    return Number.isNaN(value) ? null : value;
  };
  const flag = (column: Column) => (text(column) === "" ? null : text(column) === "1");
  const position = (lat: Column, lng: Column): LngLat | null => {
    const [north, east] = [number(lat), number(lng)];
    return north === null || east === null ? null : [east, north];
  };
  const word = (column: Column) => text(column) || null;
  const choice = <T extends string>(column: Column, choices: readonly T[]): T | null => {
    const given = word(column);
    const known = choices.find((choice) => choice === given) ?? null;
    if (given === null || known !== null) return known;
    throw badTable(
      `line ${line}: ${column} is ${quote(given)}, expected one of ${choices.join(", ")}`,
    );
  };
  const status = choice("status", STATUSES);
  if (status === null) throw badTable(`line ${line}: it has no status; is the file cut short?`);
  return {
    id: text("id"),
    status,
    detail: text("detail"),
    cluster: word("cluster"),
    truth: position("truth_lat", "truth_lng"),
    estimate: position("lat", "lng"),
    km: number("km"),
    geoScore: number("geoscore"),
    support: choice("support", SUPPORT_KINDS),
    areaKm2: number("area_km2"),
    where: choice("where", WHERE),
    massBefore: number("mass_before"),
    density: number("density"),
    confidence: number("confidence"),
    abstained: flag("abstained"),
    isRight: {
      continent: flag("right_continent"),
      country: flag("right_country"),
      division: flag("right_division"),
      city: flag("right_city"),
    },
    country: word("country"),
    topCountry: word("top_country"),
    topCountryProbability: number("top_country_probability"),
    countryRank: number("country_rank"),
    continent: word("continent"),
    scene: choice("scene", SCENES),
    population: choice("population", DENSITY_CLASSES),
    landCover: choice("land_cover", LAND_COVER_CLASSES),
    ...(text("training_km") !== "" && { trainingKm: number("training_km") }),
  };
}
