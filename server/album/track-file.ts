import { readFile, stat } from "node:fs/promises";
import type { Fix, Track } from "../../core/album/track.ts";
import { quote } from "../../core/contracts/quote.ts";
import { fixesOfGpx } from "./gpx-track.ts";
import { fixesOfJson } from "./location-history.ts";

/** Years of a location history. */
export const MOST_TRACK_MB = 300;
const MOST_FIXES = 3_000_000;
/** Fixes that are known worse than this are left out. */
const MOST_KM = 50;

const WANTED =
  "GPX, Google Takeout (Records.json, Timeline.json, a month of Semantic Location History), or GeoJSON points with a time";

/**
 * Tracks of files, as one in the order of time. Points without a time or a place are left out.
 *
 * @param fault words for what is wrong, as a sentence, to the error that is thrown
 */
export async function readTrack(
  files: readonly string[],
  fault: (file: string, message: string) => Error,
): Promise<Track> {
  const all: Fix[] = [];
  for (const file of files) {
    const refuse = (message: string) => fault(file, message);
    const size = await stat(file).then(
      (found) => found.size,
      () => {
        throw refuse("there is no such file.");
      },
    );
    if (size > MOST_TRACK_MB * 1e6) {
      throw refuse(
        `it has ${Math.round(size / 1e6)} MB, at most ${MOST_TRACK_MB} are read: export fewer years.`,
      );
    }
    const text = await readFile(file, "utf8").catch(() => {
      throw refuse("it cannot be read.");
    });
    const fixes = (await parseTrack(text, refuse)).filter(isUsable);
    if (fixes.length === 0) {
      throw refuse("none of its points has a time and a place: it cannot tell where photos were.");
    }
    if (all.length + fixes.length > MOST_FIXES) {
      throw refuse(`more than ${MOST_FIXES} points in all: export less of it.`);
    }
    for (const fix of fixes) all.push(fix);
  }
  return all.sort((a, b) => a.hours - b.hours);
}

/** The points of a track in any form that is known, as they stand. */
export async function parseTrack(
  text: string,
  refuse: (message: string) => Error,
): Promise<readonly Fix[]> {
  const start = text.replace(/^\ufeff/, "").trimStart();
  if (start.startsWith("<")) {
    const { fixes, isWhole } = await fixesOfGpx(start);
    if (fixes.length === 0 && !isWhole) {
      throw refuse(`it is no GPX that can be read, or is damaged; wanted ${WANTED}.`);
    }
    return fixes;
  }
  if (!start.startsWith("{") && !start.startsWith("[")) {
    throw refuse(`it begins with ${quote(start.slice(0, 20))}; wanted ${WANTED}.`);
  }
  let document: unknown;
  try {
    document = JSON.parse(start);
  } catch {
    throw refuse("it begins as JSON and is damaged, or was cut off.");
  }
  const fixes = fixesOfJson(document);
  if (fixes === null) throw refuse(`it is JSON of a form that is not known; wanted ${WANTED}.`);
  return fixes;
}

function isUsable({ hours, at: [lng, lat], km }: Fix): boolean {
  const isPlace = Math.abs(lat) <= 90 && Math.abs(lng) <= 180 && !(lat === 0 && lng === 0);
  return Number.isFinite(hours) && isPlace && km >= 0 && km <= MOST_KM;
}
