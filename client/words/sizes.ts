/** Land and water area of well-known places, km2, rounded (UN Demographic Yearbook; oceans and continents: NOAA). */
const KNOWN: readonly (readonly [name: string, km2: number])[] = [
  ["Central Park", 3.4],
  ["Gibraltar", 6.8],
  ["Macau", 33],
  ["Manhattan", 59],
  ["Paris", 105],
  ["Liechtenstein", 160],
  ["Malta", 316],
  ["Andorra", 468],
  ["Singapore", 735],
  ["Hong Kong", 1_110],
  ["Greater London", 1_570],
  ["Luxembourg", 2_590],
  ["Bali", 5_780],
  ["Cyprus", 9_250],
  ["Jamaica", 11_000],
  ["Montenegro", 13_800],
  ["Slovenia", 20_300],
  ["Sicily", 25_700],
  ["Belgium", 30_500],
  ["Switzerland", 41_300],
  ["Costa Rica", 51_100],
  ["Ireland", 70_300],
  ["Austria", 83_900],
  ["Portugal", 92_200],
  ["South Korea", 100_000],
  ["Greece", 132_000],
  ["Tunisia", 164_000],
  ["Great Britain", 209_000],
  ["Romania", 238_000],
  ["New Zealand", 268_000],
  ["Italy", 301_000],
  ["Germany", 357_000],
  ["Japan", 378_000],
  ["Sweden", 450_000],
  ["Spain", 506_000],
  ["France", 552_000],
  ["Ukraine", 604_000],
  ["Chile", 756_000],
  ["Türkiye", 784_000],
  ["Nigeria", 924_000],
  ["Egypt", 1_000_000],
  ["Colombia", 1_140_000],
  ["South Africa", 1_220_000],
  ["Peru", 1_290_000],
  ["Mongolia", 1_560_000],
  ["Iran", 1_650_000],
  ["Mexico", 1_960_000],
  ["Saudi Arabia", 2_150_000],
  ["Greenland", 2_170_000],
  ["Algeria", 2_380_000],
  ["Kazakhstan", 2_720_000],
  ["Argentina", 2_780_000],
  ["India", 3_290_000],
  ["the European Union", 4_230_000],
  ["Australia", 7_690_000],
  ["Brazil", 8_510_000],
  ["the United States", 9_830_000],
  ["Canada", 9_980_000],
  ["Antarctica", 14_200_000],
  ["Russia", 17_100_000],
  ["South America", 17_800_000],
  ["North America", 24_700_000],
  ["Africa", 30_400_000],
  ["Asia", 44_600_000],
];

const ALL_LAND_KM2 = 149_000_000;

/** Beyond this ratio two sizes are no longer "about the same". */
const SAME = 1.2;
const TINY = 0.15;

/** An area in terms of a place one knows: "about the size of Portugal", "about 3 times the size of Asia". */
export function sizeInWords(km2: number): string {
  const landPercent = (100 * km2) / ALL_LAND_KM2;
  if (landPercent > 90) return "nearly all land on Earth";
  if (landPercent > 38) return `about ${Math.round(landPercent)}\u00a0% of all land on Earth`;
  const [name, known] = nearest(km2);
  const ratio = km2 / known;
  if (ratio < TINY) return `much smaller than ${name}`;
  if (ratio > SAME) return `about ${times(ratio)} the size of ${name}`;
  if (ratio < 1 / SAME) return `about ${part(ratio)} the size of ${name}`;
  return `about the size of ${name}`;
}

function nearest(km2: number): readonly [string, number] {
  const off = ([, known]: readonly [string, number]) => Math.abs(Math.log(km2 / known));
  return KNOWN.reduce((best, candidate) => (off(candidate) < off(best) ? candidate : best));
}

function times(ratio: number): string {
  if (ratio < 1.75) return "one and a half times";
  return ratio < 2.5 ? "twice" : `${Math.round(ratio)} times`;
}

function part(ratio: number): string {
  if (ratio > 0.6) return "two thirds";
  if (ratio > 0.4) return "half";
  return "a quarter";
}
