/** ISO 3166-1 alpha-2 codes in use. */
const CODES =
  "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

export interface Country {
  readonly code: string;
  readonly name: string;
}

const NAMES = new Intl.DisplayNames("en", { type: "region" });

export function countryName(code: string): string {
  return NAMES.of(code) ?? code;
}

const COUNTRIES: readonly Country[] = CODES.split(" ")
  .map((code) => ({ code, name: countryName(code) }))
  .sort((a, b) => a.name.localeCompare(b.name, "en"));

/** Countries whose name has a word that begins with the text, those that begin with it first; also by exact code. */
export function findCountries(text: string, limit = 8): Country[] {
  const wanted = fold(text);
  if (wanted === "") return [];
  const rank = ({ code, name }: Country): number => {
    const folded = fold(name);
    if (folded.startsWith(wanted)) return 0;
    if (code.toLowerCase() === wanted) return 1;
    return folded.split(/[^\p{L}]+/u).some((word) => word.startsWith(wanted)) ? 2 : 3;
  };
  return COUNTRIES.map((country) => [rank(country), country] as const)
    .filter(([order]) => order < 3)
    .sort(([a], [b]) => a - b)
    .slice(0, limit)
    .map(([, country]) => country);
}

/** Small letters without accents: "Côte d'Ivoire" is found as "cote". */
function fold(text: string): string {
  return text.trim().toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
}
