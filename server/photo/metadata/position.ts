import { quote } from "../../../core/contracts/quote.ts";
import { type Position, roundDegrees } from "../../../core/earth/lng-lat.ts";

/** A latitude or longitude as a tag has it. */
export interface StatedAngle {
  /** Degrees, then minutes and seconds where there are any; NaN for what is no number, as 1/0. */
  readonly parts: readonly number[];
  /** What tells the hemisphere, as it is written; null where nothing does. */
  readonly hemisphere: string | null;
}

/** What a block of metadata says of where the photo was taken. */
export type StatedPosition = Position | { readonly fault: string };

interface Axis {
  readonly name: "latitude" | "longitude";
  readonly limit: number;
  /** Words for the two hemispheres, in small letters: letters, and what programs write in their place. */
  readonly positive: readonly string[];
  readonly negative: readonly string[];
  readonly letters: string;
}

const LATITUDE: Axis = {
  name: "latitude",
  limit: 90,
  positive: ["n", "north", "nord", "norte"],
  negative: ["s", "south", "sud", "süd", "sur", "sul"],
  letters: "N or S",
};

// No "o": east in German, west in French, Spanish and Portuguese.
const LONGITUDE: Axis = {
  name: "longitude",
  limit: 180,
  positive: ["e", "east", "est", "este", "leste"],
  negative: ["w", "west", "ouest", "oeste"],
  letters: "E or W",
};

/**
 * The position that two angles make; what is wrong with it when they make none; null when nothing is stated. Exactly (0, 0)
 * is none: cameras write it without a fix.
 */
export function toPosition(
  latitude: StatedAngle | null,
  longitude: StatedAngle | null,
): StatedPosition | null {
  if (!latitude && !longitude) return null;
  if (!latitude || !longitude) {
    const [has, lacks] = latitude ? ["latitude", "longitude"] : ["longitude", "latitude"];
    return { fault: `it has a ${has} and no ${lacks}` };
  }
  const [lat, lng] = [toDegrees(latitude, LATITUDE), toDegrees(longitude, LONGITUDE)];
  if (lat === 0 && lng === 0) return { fault: "0, 0 is what cameras write without a fix" };
  if (typeof lat === "string") return { fault: describeSwap(latitude, longitude) ?? lat };
  if (typeof lng === "string") return { fault: lng };
  return { lat, lng };
}

/** Degrees, or what is wrong. */
function toDegrees({ parts, hemisphere }: StatedAngle, axis: Axis): number | string {
  const { name, limit, letters } = axis;
  const sum = sumOf(parts);
  if (!Number.isFinite(sum)) return `its ${name} is no number`;
  const word = hemisphere?.trim().toLowerCase() ?? "";
  const isNegative = axis.negative.includes(word);
  // Without a fix there is often no letter either; what is wrong then is not the letter.
  if (sum === 0 && word === "") return 0;
  if (word === "") return `its ${name} does not say ${letters}`;
  if (!isNegative && !axis.positive.includes(word)) {
    return `its ${name} says ${quote(hemisphere!.trim())}, expected ${letters}`;
  }
  if (sum < 0 && !isNegative)
    return `its ${name} is negative and says ${quote(hemisphere!.trim())}`;
  if (Math.abs(sum) > limit) return `its ${name} is ${round(sum)}, expected at most ${limit}`;
  return roundDegrees(isNegative ? -Math.abs(sum) : sum);
}

/** Minutes and seconds count in the direction of the degrees. */
function sumOf([degrees = Number.NaN, minutes = 0, seconds = 0]: readonly number[]): number {
  const size = Math.abs(degrees) + Math.abs(minutes) / 60 + Math.abs(seconds) / 3600;
  return [degrees, minutes, seconds].some((part) => part < 0) ? -size : size;
}

/** Whether two angles that are no position would be one if they were exchanged. */
function describeSwap(latitude: StatedAngle, longitude: StatedAngle): string | null {
  const [north, east] = [sumOf(latitude.parts), sumOf(longitude.parts)];
  if (!(Math.abs(north) > LATITUDE.limit && Math.abs(north) <= LONGITUDE.limit)) return null;
  if (!(Math.abs(east) <= LATITUDE.limit)) return null;
  return `its latitude is ${round(north)} and its longitude ${round(east)}: the two look exchanged`;
}

function round(degrees: number): number {
  return Math.round(degrees * 100) / 100;
}
