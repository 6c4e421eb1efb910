import type { Fix } from "../../core/album/track.ts";
import type { LngLat } from "../../core/earth/lng-lat.ts";
import { toHours } from "../../core/formats/iso-time.ts";

// Location histories as programs write them. Fields that are missing or of another kind leave a fix out; nothing of them is an
// error, since the forms change from year to year.

/** Where no accuracy is told, km: telephones in cities. */
const USUAL_KM = 0.1;
/** Places of visits are those of the building, and ends of ways those of a street. */
const VISIT_KM = 0.2;

type Item = Readonly<Record<string, unknown>>;

/**
 * Fixes of Google Takeout (`Records.json`, semantic months, the timelines of Android and iOS), of GeoJSON points with times as
 * Dawarich and OwnTracks export them, and of GeoJSON lines with `coordTimes`. Null for what is none of them.
 */
export function fixesOfJson(document: unknown): Fix[] | null {
  const items = (name: string): Item[] | null => {
    const list = isItem(document) ? document[name] : undefined;
    return Array.isArray(list) ? list.filter(isItem) : null;
  };
  const locations = items("locations");
  if (locations) return locations.flatMap((one) => [fixOf(one)].flat());
  const objects = items("timelineObjects");
  if (objects) return objects.flatMap(semanticFixes);
  const segments = items("semanticSegments");
  if (segments) return [...segments, ...(items("rawSignals") ?? [])].flatMap(segmentFixes);
  const features = items("features");
  if (features) return features.flatMap(featureFixes);
  if (isItem(document) && document.type === "Feature") return featureFixes(document);
  if (!Array.isArray(document)) return null;
  const list = document.filter(isItem);
  return list.some((one) => "startTime" in one) ? list.flatMap(segmentFixes) : null;
}

/** A location of `Records.json`. */
function fixOf(location: Item): Fix[] {
  const hours = hoursOf(location.timestamp ?? location.timestampMs);
  const km = typeof location.accuracy === "number" ? location.accuracy / 1000 : USUAL_KM;
  return fix(e7(location, "latitudeE7", "longitudeE7"), hours, km);
}

function semanticFixes({ placeVisit, activitySegment }: Item): Fix[] {
  const fixes: Fix[] = [];
  if (isItem(placeVisit) && isItem(placeVisit.location) && isItem(placeVisit.duration)) {
    const at = e7(placeVisit.location, "latitudeE7", "longitudeE7");
    for (const end of ["startTimestamp", "endTimestamp"]) {
      fixes.push(...fix(at, hoursOf(placeVisit.duration[end]), VISIT_KM));
    }
  }
  if (!isItem(activitySegment)) return fixes;
  const { duration, startLocation, endLocation, simplifiedRawPath } = activitySegment;
  for (const [place, end] of [
    [startLocation, "startTimestamp"],
    [endLocation, "endTimestamp"],
  ] as const) {
    if (!isItem(place) || !isItem(duration)) continue;
    fixes.push(...fix(e7(place, "latitudeE7", "longitudeE7"), hoursOf(duration[end]), VISIT_KM));
  }
  const points = isItem(simplifiedRawPath) ? simplifiedRawPath.points : null;
  for (const point of Array.isArray(points) ? points.filter(isItem) : []) {
    const metres = Number(point.accuracyMeters ?? 1000 * USUAL_KM);
    const hours = hoursOf(point.timestamp ?? point.timestampMs);
    fixes.push(...fix(e7(point, "latE7", "lngE7"), hours, metres / 1000));
  }
  return fixes;
}

/** A segment of the timelines that telephones export: places are texts, `48.1°, 11.5°` or `geo:48.1,11.5`. */
function segmentFixes({
  startTime,
  endTime,
  visit,
  activity,
  timelinePath,
  position,
}: Item): Fix[] {
  const [start, end] = [hoursOf(startTime), hoursOf(endTime)];
  const fixes: Fix[] = [];
  const candidate = isItem(visit) ? visit.topCandidate : null;
  if (isItem(candidate)) {
    const at = placeIn(candidate.placeLocation);
    fixes.push(...fix(at, start, VISIT_KM), ...fix(at, end, VISIT_KM));
  }
  if (isItem(activity)) {
    fixes.push(...fix(placeIn(activity.start), start, VISIT_KM));
    fixes.push(...fix(placeIn(activity.end), end, VISIT_KM));
  }
  for (const point of Array.isArray(timelinePath) ? timelinePath.filter(isItem) : []) {
    const minutes = Number(point.durationMinutesOffsetFromStartTime);
    const hours = point.time === undefined ? start + minutes / 60 : hoursOf(point.time);
    fixes.push(...fix(placeIn(point.point), hours, USUAL_KM));
  }
  if (isItem(position)) {
    const metres = Number(position.accuracyMeters ?? 1000 * USUAL_KM);
    fixes.push(...fix(placeIn(position.LatLng), hoursOf(position.timestamp), metres / 1000));
  }
  return fixes;
}

function featureFixes({ geometry, properties }: Item): Fix[] {
  if (!isItem(geometry) || !isItem(properties) || !Array.isArray(geometry.coordinates)) return [];
  const { coordinates, type } = geometry;
  if (type === "Point") {
    const time = properties.time ?? properties.timestamp ?? properties.tst;
    const metres = Number(properties.accuracy ?? 1000 * USUAL_KM);
    return fix(pair(coordinates), hoursOf(time), metres / 1000);
  }
  const inside = isItem(properties.coordinateProperties) ? properties.coordinateProperties : {};
  const times = properties.coordTimes ?? inside.times;
  if (type !== "LineString" || !Array.isArray(times)) return [];
  return coordinates.flatMap((at: unknown, i) => fix(pair(at), hoursOf(times[i]), USUAL_KM));
}

function isItem(value: unknown): value is Item {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** ISO 8601, or seconds or milliseconds since 1970 as numbers or digits. */
function hoursOf(time: unknown): number {
  if (typeof time === "string" && !/^\d+(\.\d+)?$/.test(time)) return toHours(time);
  const number = Number(time ?? Number.NaN);
  // Seconds reach 1e11 in the year 5138; milliseconds had passed it in 1973.
  return number > 1e11 ? number / 3.6e6 : number / 3600;
}

function e7(item: Item, lat: string, lng: string): LngLat {
  return [Number(item[lng] ?? Number.NaN) / 1e7, Number(item[lat] ?? Number.NaN) / 1e7];
}

function pair(at: unknown): LngLat {
  return Array.isArray(at) ? [Number(at[0]), Number(at[1])] : [Number.NaN, Number.NaN];
}

function placeIn(value: unknown): LngLat {
  const text = isItem(value) ? (value.latLng ?? value.LatLng) : value;
  const match = /^(?:geo:)?(-?\d+(?:\.\d+)?)°?,\s*(-?\d+(?:\.\d+)?)°?$/.exec(String(text ?? ""));
  return match ? [Number(match[2]), Number(match[1])] : [Number.NaN, Number.NaN];
}

function fix(at: LngLat, hours: number, km: number): Fix[] {
  return [{ at, hours, km }];
}
