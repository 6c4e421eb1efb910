import { placeTitle } from "../contracts/place-levels.ts";
import { toCsv } from "./csv.ts";
import { roundArea } from "./geojson.ts";
import { type PhotoOutcome, summaryOf } from "./photo-outcome.ts";

/** One row per photo; areas in km2, degrees, probabilities from 0 to 1. Empty where something is not known. */
export const PHOTO_COLUMNS = [
  "file",
  "state",
  "place",
  "level",
  "probability",
  "lat",
  "lng",
  "area_50_km2",
  "area_90_km2",
  "gps_lat",
  "gps_lng",
  "gps_km",
  "gps_mass_before",
  "taken_at",
  "model",
  "prior",
  "reason",
] as const;

/**
 * Further columns of photos that were solved together: whether each belongs (probability), what the others say of its place (bits), and
 * where it is on the likeliest way through all.
 */
export const ALBUM_COLUMNS = ["album_belongs", "album_bits", "path_lat", "path_lng"] as const;

/** A table of photos as RFC 4180 text with a header row: answers, and why there is none. */
export function photosToCsv(outcomes: Iterable<PhotoOutcome>): string {
  const writer = photosCsvWriter();
  return `${Array.from(outcomes, writer.add).join("")}${writer.end()}`;
}

/**
 * Text pieces for photos that come one after another; joined they are one table.
 *
 * @param isAlbum whether the table has the columns of an album
 */
export function photosCsvWriter(isAlbum = false) {
  let header: readonly (readonly string[])[] = [
    isAlbum ? [...PHOTO_COLUMNS, ...ALBUM_COLUMNS] : PHOTO_COLUMNS,
  ];
  return {
    add(outcome: PhotoOutcome): string {
      const row = isAlbum ? [...photoRow(outcome), ...albumFields(outcome)] : photoRow(outcome);
      const text = toCsv([...header, row]);
      header = [];
      return text;
    },
    end: (): string => toCsv(header),
  };
}

/** One photo's row, in the order of `PHOTO_COLUMNS`. */
export function photoRow(outcome: PhotoOutcome): (string | number)[] {
  if ("reason" in outcome) {
    const unknown = PHOTO_COLUMNS.slice(2, -1).map(() => "");
    return [outcome.file, "failed", ...unknown, outcome.reason];
  }
  const { file, prediction } = outcome;
  const { state, place, best, area50Km2, area90Km2, gps, takenAt, model, prior, abstention } =
    summaryOf(prediction);
  return [
    file,
    state,
    place ? placeTitle(place) : "",
    place?.level ?? "",
    place?.probability ?? "",
    best.lat,
    best.lng,
    areaField(area50Km2),
    areaField(area90Km2),
    gps?.lat ?? "",
    gps?.lng ?? "",
    prediction.filePosition?.distanceKm ?? "",
    prediction.filePosition?.massBefore ?? "",
    takenAt ?? "",
    model,
    prior,
    abstention ?? "",
  ];
}

/** In the order of `ALBUM_COLUMNS`. */
function albumFields(outcome: PhotoOutcome): (string | number)[] {
  const album = "prediction" in outcome ? outcome.prediction.album : undefined;
  if (!album) return ALBUM_COLUMNS.map(() => "");
  return [album.belongs, album.bits, album.path.lat, album.path.lng];
}

function areaField(km2: number | null): number | "" {
  return km2 === null ? "" : roundArea(km2);
}
