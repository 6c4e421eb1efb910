/** A date with a time, its zone at the end if it is known; a date alone is its midnight. */
const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

/** Hours since 1970 of an ISO 8601 time, UTC where it says no zone; NaN where the text is no time. */
export function toHours(text: string): number {
  const match = ISO.exec(text);
  if (!match) return Number.NaN;
  const [, date = "", time = "00:00", zone = "Z"] = match;
  const full = /^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone;
  const instant = Date.parse(`${date}T${time}${full.toUpperCase()}`);
  // Dates that do not exist (31 February) move when they are parsed: refuse those too.
  const midnight = Date.parse(`${date}T00:00Z`);
  const isReal = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
  return isReal ? instant / 3_600_000 : Number.NaN;
}

/** Whether a time says its zone. */
export function hasZone(text: string): boolean {
  return ISO.exec(text)?.[3] !== undefined;
}
