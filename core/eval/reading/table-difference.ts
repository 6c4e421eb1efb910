import { distanceKm } from "../../earth/lng-lat.ts";
import type { Truth } from "./truth.ts";

/** Positions of one photo that are further apart than this differ; rounding is less. */
const SAME_KM = 0.1;
/** Ids named of each kind of difference. */
const NAMED = 3;

/** In which photos a table of truth differs from another of the same set, in words; null where in none. */
export function differenceOf(rows: readonly Truth[], reference: readonly Truth[]): string | null {
  const own = new Map(rows.map((row) => [row.id, row]));
  const known = new Set(reference.map(({ id }) => id));
  const lacking = reference.filter(({ id }) => !own.has(id));
  const strange = rows.filter(({ id }) => !known.has(id));
  const moved = reference.filter(({ id, at }) => {
    const other = own.get(id)?.at;
    return at && other && distanceKm(at, other) > SAME_KM;
  });
  const parts = [
    say(lacking, "it lacks"),
    say(strange, "it has besides"),
    say(moved, "it has elsewhere"),
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join("; ");
}

function say(rows: readonly Truth[], what: string): string | null {
  if (rows.length === 0) return null;
  const named = rows.slice(0, NAMED).map(({ id }) => id);
  const more = rows.length > NAMED ? " and others" : "";
  return `${what} ${rows.length} ${rows.length === 1 ? "photo" : "photos"} (${named.join(", ")}${more})`;
}
