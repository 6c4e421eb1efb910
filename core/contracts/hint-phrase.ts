import type { HintTerm } from "./hint.ts";
import { CLIMATE_CODES, CLIMATE_NAMES, CONTINENT_IDS } from "./hint-codes.ts";

/** Where a named city lies; null for a name that is none. */
type FindCity = (
  name: string,
) => { readonly lat: number; readonly lng: number; readonly name: string } | null;

/** "By the sea" without a number means at most this, km. */
export const NEAR_SEA_KM = 20;
/** "Inland" means at least this from the sea, km. */
export const INLAND_KM = 100;

const KM_PER_MILE = 1.609344;
const M_PER_FOOT = 0.3048;

const NUMBER = String.raw`(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)`;
const LENGTH = `(km|kilomet(?:re|er)s?|mi|miles?)`;
const HEIGHT = `(m|met(?:re|er)s?|ft|feet)`;
const SEA = String.raw`(?:the\s+)?(?:sea|seaside|coast|coastline|ocean|shore)`;
const LESS = `(?:within|less than|at most|up to|under|below|lower than|no more than|<=?)`;
const MORE = `(?:more than|at least|over|above|beyond|farther than|further than|higher than|>=?)`;

/** Longer texts are no phrases. */
const LONGEST = 160;

interface Rule {
  readonly form: RegExp;
  mean(groups: readonly string[], findCity: FindCity): HintTerm[];
}

/** The phrases that a hint may be written in, beside names; `form` is held against the text in small letters. */
const RULES: readonly Rule[] = [
  rule(`continent:(${CONTINENT_IDS.join("|")})`, ([id]) => [
    { kind: "continent", id: id!.toUpperCase() } as HintTerm,
  ]),
  rule("country:([a-z]{2})", ([id]) => [{ kind: "country", id: id!.toUpperCase() }]),
  rule(String.raw`division:([a-z]{2}\.[\w-]{1,10})`, ([id]) => [
    { kind: "division", id: id!.toUpperCase() },
  ]),
  rule("climate:(.+)", ([name]) => climateOf(name!)),
  rule("(?:the )?climate(?: is)? (.+)", ([name]) => climateOf(name!)),
  rule("(.+?) climates?", ([name]) => climateOf(name!)),
  rule("driving:(left|right)", ([side]) => drivingOn(side)),
  rule(
    "(?:(?:where )?(?:one |they |people |cars |traffic )?(?:drives?|driving|drive|is|keeps?) )*(?:on )?(?:the )?(left|right)(?:[- ]hand)?(?: side)?(?: of the road)?(?: (?:driving|traffic|drive))?",
    ([side]) => drivingOn(side),
  ),
  ...rangeRules("sea", `(?:sea|coast):`, LENGTH, "", `\\s+(?:of|from|to|off)\\s+${SEA}`, toKm),
  rule(`(?:(?:near|at|by|along|on)\\s+)?${SEA}|coastal|seaside`, () => [
    { kind: "sea", from: null, to: NEAR_SEA_KM },
  ]),
  rule("inland|far from the (?:sea|coast)", () => [{ kind: "sea", from: INLAND_KM, to: null }]),
  ...rangeRules(
    "elevation",
    "(?:elevation|altitude):",
    HEIGHT,
    "(?:(?:elevation|altitude|height)(?: is)? )?",
    "(?:\\s+(?:elevation|altitude|high|above (?:the )?sea(?: level)?|a\\.?s\\.?l\\.?|up))?",
    toMetres,
  ),
  rule(
    String.raw`near:(-?\d+(?:\.\d+)?)/(-?\d+(?:\.\d+)?)/(\d+(?:\.\d+)?)(?:/([^,]+))?`,
    ([lat, lng, km, name]) => [
      { kind: "near", lat: Number(lat), lng: Number(lng), km: Number(km), ...(name && { name }) },
    ],
  ),
  rule(
    String.raw`(?:${LESS}\s+)?${NUMBER}\s*${LENGTH}\s+(?:of|from|around|to)\s+(-?\d+(?:\.\d+)?)\s*[, ]\s*(-?\d+(?:\.\d+)?)`,
    ([number, unit, lat, lng]) => [
      { kind: "near", lat: Number(lat), lng: Number(lng), km: toKm(number!, unit) },
    ],
  ),
  rule(
    String.raw`(?:${LESS}\s+)?${NUMBER}\s*${LENGTH}\s+(?:of|from|around|to)\s+(.+)`,
    ([number, unit, name], findCity) => {
      const at = findCity(name!);
      if (!at) return [];
      return [{ kind: "near", lat: at.lat, lng: at.lng, km: toKm(number!, unit), name: at.name }];
    },
  ),
];

/** Climates of three letters stand for themselves; shorter ones are codes of countries too. */
const CODE_LENGTH = 3;

/** What a phrase means; nothing for what is none, such as a name. */
export function readPhrase(text: string, findCity: FindCity): HintTerm[] {
  if (text.length > LONGEST) return [];
  const said = text
    .trim()
    .replace(/^only\s+/i, "")
    .replace(/\s+/g, " ")
    .replace(/\.$/, "");
  for (const { form, mean } of RULES) {
    const match = form.exec(said);
    const terms = match ? mean(match.slice(1), findCity) : [];
    if (terms.length > 0) return terms;
  }
  const isName = said.toLowerCase() in CLIMATE_NAMES;
  return isName || said.length === CODE_LENGTH ? climateOf(said) : [];
}

function rule(form: string, mean: Rule["mean"]): Rule {
  return { form: new RegExp(`^(?:${form})$`, "i"), mean };
}

/** A quantity in the ways that a range is written: below, above, between. */
function rangeRules(
  kind: "sea" | "elevation",
  code: string,
  unit: string,
  before: string,
  after: string,
  convert: (number: string, unit?: string) => number,
): Rule[] {
  const span = (from: number | null, to: number | null): HintTerm[] => [{ kind, from, to }];
  const between = `${before}(?:between\\s+|from\\s+)?${NUMBER}\\s*${unit}?\\s*(?:-|–|to|and)\\s*${NUMBER}\\s*${unit}${after}`;
  return [
    rule(`${code}\\s*<\\s*${NUMBER}`, ([to]) => span(null, Number(to))),
    rule(`${code}\\s*>\\s*${NUMBER}`, ([from]) => span(Number(from), null)),
    rule(`${code}\\s*${NUMBER}\\s*-\\s*${NUMBER}`, ([from, to]) => span(Number(from), Number(to))),
    rule(between, ([from, first, to, second]) =>
      span(convert(from!, first ?? second), convert(to!, second)),
    ),
    rule(`${before}${MORE}\\s*${NUMBER}\\s*${unit}${after}`, ([number, of]) =>
      span(convert(number!, of), null),
    ),
    rule(`${before}${LESS}\\s*${NUMBER}\\s*${unit}${after}`, ([number, of]) =>
      span(null, convert(number!, of)),
    ),
    ...(kind === "sea"
      ? [rule(`${NUMBER}\\s*${unit}${after}`, ([number, of]) => span(null, convert(number!, of)))]
      : []),
  ];
}

function toKm(number: string, unit = "km"): number {
  const value = Number(number.replaceAll(",", ""));
  return /^mi/i.test(unit) ? Math.round(value * KM_PER_MILE * 100) / 100 : value;
}

function toMetres(number: string, unit = "m"): number {
  const value = Number(number.replaceAll(",", ""));
  return /^f/i.test(unit) ? Math.round(value * M_PER_FOOT) : value;
}

function drivingOn(side: string | undefined): HintTerm[] {
  return [{ kind: "driving", side: side?.toLowerCase() === "left" ? "left" : "right" }];
}

function climateOf(name: string): HintTerm[] {
  const said = name.toLowerCase();
  const codes =
    CLIMATE_NAMES[said] ?? CLIMATE_CODES.filter((known) => known.toLowerCase() === said);
  return codes.map((code) => ({ kind: "climate", code }));
}
