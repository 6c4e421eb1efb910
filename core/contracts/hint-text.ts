import type { Area } from "./options.ts";

/** A hint before the schema has seen it. */
export interface HintText {
  readonly countries: string[];
  readonly areas: Area[];
}

/**
 * A hint from its texts, each either `FR,ES` or GeoJSON text. What the areas are made of is left to the
 * schema. Throws Error that says what came and what was wanted.
 */
export function readHint(texts: readonly string[]): HintText {
  const parts = texts.map(readPart);
  return {
    countries: [...new Set(parts.flatMap(({ countries }) => countries))],
    areas: parts.flatMap(({ areas }) => areas),
  };
}

function readPart(text: string): HintText {
  const trimmed = text.trim();
  if (trimmed.startsWith("{") || trimmed.startsWith("[")) {
    return { countries: [], areas: areasOf(parseJson(trimmed)) };
  }
  const countries = trimmed.split(",").map((code) => code.trim().toUpperCase());
  for (const code of countries) {
    if (/^[A-Z]{2}$/.test(code)) continue;
    throw new Error(
      `got ${JSON.stringify(code.slice(0, 60))}, expected ISO 3166-1 alpha-2 codes like FR,ES or a GeoJSON area`,
    );
  }
  return { countries, areas: [] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error("the GeoJSON is malformed: it is not JSON, or cut short", { cause });
  }
}

/** The areas inside any GeoJSON object that has some. */
function areasOf(value: unknown): Area[] {
  const { type, geometry, features, coordinates } = Object(value) as Record<string, unknown>;
  switch (type) {
    case "Polygon":
    case "MultiPolygon":
      return [{ type, coordinates: withoutAltitude(coordinates) } as Area];
    case "Feature":
      return areasOf(geometry);
    case "FeatureCollection":
      if (Array.isArray(features) && features.length > 0) return features.flatMap(areasOf);
  }
  throw new Error(
    `got ${type === undefined ? "JSON without a type" : JSON.stringify(type).slice(0, 60)}, expected a GeoJSON Polygon, MultiPolygon, Feature or FeatureCollection with some`,
  );
}

/** Positions cut to longitude and latitude: GeoJSON allows a third number, which says nothing here. */
function withoutAltitude(coordinates: unknown): unknown {
  if (!Array.isArray(coordinates)) return coordinates;
  if (typeof coordinates[0] === "number") return coordinates.slice(0, 2);
  return coordinates.map(withoutAltitude);
}
