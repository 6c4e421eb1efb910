/** ISO 3166-1 alpha-2 codes in use. */
const CODES =
  "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

export interface Country {
  readonly code: string;
  readonly name: string;
}

const NAMES = new Intl.DisplayNames("en", { type: "region" });

/** Names of the geodata (map labels, answers, place of a round), where a browser's differ; older ones say "Turkey". */
const ON_THE_MAP: Readonly<Record<string, string>> = {
  AG: "Antigua and Barbuda",
  BA: "Bosnia and Herzegovina",
  BL: "Saint-Barthélemy",
  CD: "Democratic Republic of the Congo",
  CG: "Republic of the Congo",
  CI: "Côte d'Ivoire",
  GS: "South Georgia and South Sandwich Islands",
  HK: "Hong Kong",
  HM: "Heard Island and McDonald Islands",
  KN: "St. Kitts and Nevis",
  MM: "Myanmar",
  MO: "Macau",
  PM: "Saint Pierre and Miquelon",
  PS: "Palestine",
  SH: "Saint Helena, Ascension and Tristan da Cunha",
  SJ: "Svalbard and Jan Mayen",
  ST: "São Tomé and Principe",
  TC: "Turks and Caicos Islands",
  TL: "East Timor",
  TR: "Türkiye",
  TT: "Trinidad and Tobago",
  VC: "St. Vincent and the Grenadines",
  VI: "United States Virgin Islands",
  WF: "Wallis and Futuna",
};

/** The name as the map and the answers have it. */
export function countryName(code: string): string {
  return ON_THE_MAP[code] ?? NAMES.of(code) ?? code;
}

/** With the browser's own name, by which a country is found too: "Burma". */
const COUNTRIES = CODES.split(" ")
  .map((code) => ({ code, name: countryName(code), otherName: NAMES.of(code) ?? code }))
  .sort((a, b) => a.name.localeCompare(b.name, "en"));

/** Countries whose name has a word that begins with the text, those that begin with it first; also by exact code. */
export function findCountries(text: string, limit = 8): Country[] {
  const wanted = fold(text);
  if (wanted === "") return [];
  const rank = (name: string): number => {
    const folded = fold(name);
    if (folded.startsWith(wanted)) return 0;
    return folded.split(/[^\p{L}]+/u).some((word) => word.startsWith(wanted)) ? 2 : 3;
  };
  return COUNTRIES.map(({ code, name, otherName }) => {
    const byCode = code.toLowerCase() === wanted ? 1 : 3;
    return [Math.min(rank(name), rank(otherName), byCode), { code, name }] as const;
  })
    .filter(([order]) => order < 3)
    .sort(([a], [b]) => a - b)
    .slice(0, limit)
    .map(([, country]) => country);
}

/** Small letters without accents: "Côte d'Ivoire" is found as "cote". */
function fold(text: string): string {
  return text.trim().toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
}
