import { feature, featuresContaining } from "@rapideditor/country-coder";
import { distanceKm, type LngLat } from "../../core/earth/lng-lat.ts";

/** What country-coder knows about a position. */
export interface Whereabouts {
  /** ISO 3166-1 alpha-2, XK for Kosovo; undefined outside every country. */
  readonly country: string | undefined;
  /** 0 unknown, 1 left, 2 right. */
  readonly drivingSide: 0 | 1 | 2;
}

/** Continents by GeoNames code, in the order of `PlaceNames.continents`. */
export const CONTINENTS = [
  { id: "AF", name: "Africa" },
  { id: "AN", name: "Antarctica" },
  { id: "AS", name: "Asia" },
  { id: "EU", name: "Europe" },
  { id: "NA", name: "North America" },
  { id: "OC", name: "Oceania" },
  { id: "SA", name: "South America" },
] as const;

/** UN M49 areas by continent; the Americas only as their parts. */
const CONTINENT_OF_M49: Record<string, string> = {
  "002": "AF",
  "142": "AS",
  "150": "EU",
  "009": "OC",
  "005": "SA",
  "013": "NA",
  "029": "NA",
  "021": "NA",
};

/**
 * Countries that M49 files only in parts (Denmark with Greenland), and those where GeoNames departs from it: islands of
 * the Southern Ocean, Cyprus, the Chagos, Timor.
 */
const CONTINENT_OF_COUNTRY: Record<string, string> = {
  DK: "EU",
  ES: "EU",
  FR: "EU",
  GB: "EU",
  NL: "EU",
  NO: "EU",
  RU: "EU",
  US: "NA",
  AQ: "AN",
  BV: "AN",
  GS: "AN",
  HM: "AN",
  TF: "AN",
  CY: "EU",
  IO: "AS",
  TL: "OC",
  UM: "OC",
};

/** Everyday English where country-coder gives the style of the state. */
const SHORT_NAME: Record<string, string> = {
  BS: "Bahamas",
  CN: "China",
  CY: "Cyprus",
  DK: "Denmark",
  FM: "Micronesia",
  GG: "Guernsey",
  GM: "Gambia",
  IE: "Ireland",
  JE: "Jersey",
  NL: "Netherlands",
  TR: "Türkiye",
  US: "United States",
};

/** Areas that country-coder files de facto; here they keep the country that ISO 3166 gives them (Wikidata ids). */
const ISO_OF_AREA: Record<string, string> = {
  Q7835: "UA", // Crimea, ISO 3166-2 UA-43
  Q23681: "CY", // Northern Cyprus
};

/** Northern border of Western Sahara (EH), which country-coder files under Morocco: the parallel 27 degrees 40 minutes. */
const WESTERN_SAHARA_NORTH = 27 + 40 / 60;

/** Country and driving side of a position. */
export function findWhereabouts([lng, lat]: LngLat): Whereabouts {
  // Small areas come first: territory, then country, then regions. US and CN know their driving side only in parts.
  const features = featuresContaining([lng, lat]).map((f) => f.properties);
  const side = features.find((f) => f.driveSide)?.driveSide;
  const special = features.map((f) => ISO_OF_AREA[f.id]).find((iso) => iso !== undefined);
  const found = features.find((f) => f.iso1A2 && isCountryCode(f.isoStatus))?.iso1A2;
  const country =
    special ?? (found === "MA" && lat < WESTERN_SAHARA_NORTH ? "EH" : (found ?? undefined));
  return { country, drivingSide: side === "left" ? 1 : side === "right" ? 2 : 0 };
}

/** Whereabouts of each point; a point outside every country takes those of the nearest point inside one. */
export function findAllWhereabouts(points: readonly LngLat[]): Whereabouts[] {
  const all = points.map(findWhereabouts);
  return all.map((whereabouts, i) => {
    if (whereabouts.country !== undefined) return whereabouts;
    let [nearest, nearestKm] = [whereabouts, Number.POSITIVE_INFINITY];
    all.forEach((other, j) => {
      if (other.country === undefined) return;
      const km = distanceKm(points[i]!, points[j]!);
      if (km < nearestKm) [nearest, nearestKm] = [other, km];
    });
    return nearest;
  });
}

/** English name and continent of an ISO code; throws on one that country-coder does not have. */
export function describeCountry(iso: string): { name: string; continent: number } {
  const properties = feature(iso)?.properties;
  if (!properties || properties.iso1A2 !== iso) throw new Error(`Unknown country code "${iso}".`);
  const area = (properties.groups ?? []).find((group) => group in CONTINENT_OF_M49) ?? "";
  const id = CONTINENT_OF_COUNTRY[iso] ?? CONTINENT_OF_M49[area];
  const continent = CONTINENTS.findIndex((c) => c.id === id);
  if (continent < 0) throw new Error(`No continent for "${iso}" (${properties.groups}).`);
  return { name: SHORT_NAME[iso] ?? properties.nameEn, continent };
}

/** ISO 3166-1 proper and Kosovo's user-assigned XK, but not codes reserved for parts of countries (IC, EA, TA). */
function isCountryCode(status: string | undefined): boolean {
  return status === "official" || status === "usrAssn";
}
