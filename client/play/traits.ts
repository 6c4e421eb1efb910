import type { Reveal } from "../../core/game/api.ts";
import type { Traits } from "../../core/game/traits.ts";
import { distanceText } from "./units.ts";

// What can be learnt from a round: how the place differs from where the pin stood, and otherwise what it is like.

/** Köppen-Geiger classes in everyday words, by the longest beginning that fits. */
const CLIMATES: readonly (readonly [beginning: RegExp, words: string])[] = [
  [/^Af/, "a rainforest climate"],
  [/^Am/, "a monsoon climate"],
  [/^A/, "a savanna climate"],
  [/^BWh/, "hot desert"],
  [/^BWk/, "cold desert"],
  [/^BSh/, "hot steppe"],
  [/^BSk/, "cold steppe"],
  [/^Cs/, "a Mediterranean climate"],
  [/^C[fw]a/, "a humid subtropical climate"],
  [/^Cw/, "a subtropical highland climate"],
  [/^Cfb/, "an oceanic climate"],
  [/^Cfc/, "a cool oceanic climate"],
  [/^D.[ab]/, "a continental climate"],
  [/^D/, "a subarctic climate"],
  [/^ET/, "tundra"],
  [/^EF/, "ice"],
];

/** Metres of height that can be seen. */
const HEIGHT_M = 500;
/** Near the sea, and far from it, km. */
const SHORE_KM = 20;
const INLAND_KM = 150;
/** How many times as many people can be seen. */
const CROWD = 10;
/** More than this nobody reads. */
const MOST = 3;

const METRES = new Intl.NumberFormat("en");

/** Two or three sentences at most; empty where nothing is known of the place. */
export function traitsWords({ traits: { there, atPin } }: Pick<Reveal, "traits">): string {
  if (!there) return "";
  const told = atPin ? differences(there, atPin) : [];
  if (told.length > 0) return told.slice(0, MOST).join(" ");
  const alone = description(there);
  return atPin ? `${alone} So it is at your pin.` : alone;
}

function differences(there: Traits, pin: Traits): string[] {
  const climates = [climateWords(there), climateWords(pin)];
  const higher = there.elevationM - pin.elevationM;
  const crowded = (there.peoplePerKm2 + 1) / (pin.peoplePerKm2 + 1);
  return [
    there.drivingSide && pin.drivingSide && there.drivingSide !== pin.drivingSide
      ? `There one drives on the ${there.drivingSide}, at your pin on the ${pin.drivingSide}.`
      : "",
    climates[0] && climates[1] && climates[0] !== climates[1]
      ? `The place has ${climates[0]}, your pin ${climates[1]}.`
      : "",
    Math.abs(higher) >= HEIGHT_M
      ? `The place lies ${METRES.format(Math.round(Math.abs(higher) / 100) * 100)} m ${higher > 0 ? "higher" : "lower"}.`
      : "",
    isByTheSea(there) && isInland(pin) ? "The place is by the sea, your pin far from it." : "",
    isInland(there) && isByTheSea(pin) ? "The place is far from the sea, your pin by it." : "",
    crowded >= CROWD ? "Far more people live there." : "",
    crowded <= 1 / CROWD ? "Far fewer people live there." : "",
  ].filter((words) => words !== "");
}

function description(there: Traits): string {
  const climate = climateWords(there);
  const parts = [
    there.drivingSide ? `one drives on the ${there.drivingSide}` : "",
    climate ? `it has ${climate}` : "",
    there.seaKm !== null && there.seaKm <= SHORE_KM
      ? "the sea is near"
      : there.seaKm === null
        ? ""
        : `the sea is ${distanceText(there.seaKm)} away`,
    `the land lies ${METRES.format(Math.round(there.elevationM / 10) * 10)} m high`,
  ].filter((words) => words !== "");
  return `There ${parts.slice(0, -1).join(", ")}${parts.length > 1 ? ", and " : ""}${parts.at(-1)}.`;
}

function climateWords({ climate }: Traits): string | null {
  return CLIMATES.find(([beginning]) => beginning.test(climate ?? ""))?.[1] ?? null;
}

function isByTheSea({ seaKm }: Traits): boolean {
  return seaKm !== null && seaKm <= SHORE_KM;
}

function isInland({ seaKm }: Traits): boolean {
  return seaKm !== null && seaKm >= INLAND_KM;
}
