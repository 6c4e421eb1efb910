/** A script that tells countries apart. */
export interface Script {
  readonly name: string;
  /** What a description of it says, or a text in it has. */
  readonly pattern: RegExp;
  /** Countries where signs are written in it, ISO 3166-1: of Unicode's supplemental data (CLDR), official and widespread languages. */
  readonly countries: readonly string[];
}

const of = (name: string, pattern: RegExp, countries: string): Script => ({
  ...{ name, pattern, countries: countries.split(" ") },
});

// Chinese characters are also Japanese, and seen on signs of Korea and Singapore. The Latin script tells nothing.
export const SCRIPTS: readonly Script[] = [
  of(
    "Cyrillic",
    /\bcyrillic\b|\p{Script=Cyrillic}/iu,
    "RU UA BY BG RS ME BA MK KZ KG TJ MN UZ MD XK TM",
  ),
  of(
    "Greek",
    /\bgreek (?:script|letters?|alphabet|text|signs?)\b|\p{Script=Greek}{2}/iu,
    "GR CY AL",
  ),
  of("Hebrew", /\bhebrew\b|\p{Script=Hebrew}/iu, "IL PS"),
  of(
    "Arabic",
    /\b(?:arabic|persian|urdu) (?:script|letters?|alphabet|text|signs?|writing)\b|\p{Script=Arabic}/iu,
    "DZ BH TD KM DJ EG ER IQ IR JO KW LB LY MA MR OM PK PS QA SA SO SD SY TN AE EH YE AF IL IN CN NE MY BN",
  ),
  of("Thai", /\bthai (?:script|letters?|alphabet|text|signs?|writing)\b|\p{Script=Thai}/iu, "TH"),
  of("Lao", /\blao (?:script|letters?|text|signs?)\b|\p{Script=Lao}/iu, "LA"),
  of("Khmer", /\bkhmer (?:script|letters?|text|signs?)\b|\p{Script=Khmer}/iu, "KH VN"),
  of("Burmese", /\bburmese (?:script|letters?|text|signs?)\b|\p{Script=Myanmar}/iu, "MM TH"),
  of(
    "Hangul",
    /\bhangul\b|\bkorean (?:script|letters?|text|signs?|writing)\b|\p{Script=Hangul}/iu,
    "KR KP CN",
  ),
  of(
    "Japanese kana",
    /\b(?:hiragana|katakana|kana)\b|[\p{Script=Hiragana}\p{Script=Katakana}]/iu,
    "JP",
  ),
  of(
    "Chinese characters",
    /\b(?:chinese (?:characters?|script)|kanji|hanzi)\b|\p{Script=Han}/iu,
    "CN TW HK MO SG MY JP KR",
  ),
  of("Georgian", /\bgeorgian (?:script|letters?|alphabet|text)\b|\p{Script=Georgian}/iu, "GE"),
  of("Armenian", /\barmenian (?:script|letters?|alphabet|text)\b|\p{Script=Armenian}/iu, "AM GE"),
  of("Devanagari", /\bdevanagari\b|\p{Script=Devanagari}/iu, "IN NP"),
  of("Bengali", /\bbengali (?:script|letters?|text|signs?)\b|\p{Script=Bengali}/iu, "BD IN"),
  of("Tamil", /\btamil (?:script|letters?|text|signs?)\b|\p{Script=Tamil}/iu, "IN LK SG MY"),
  of("Sinhala", /\bsinhal\w* (?:script|letters?|text|signs?)\b|\p{Script=Sinhala}/iu, "LK"),
  of("Ethiopic", /\b(?:ethiopic|amharic|ge'ez)\b|\p{Script=Ethiopic}/iu, "ET ER"),
];
