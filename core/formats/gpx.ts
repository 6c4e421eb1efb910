import { type LocatedPhoto, summaryOf } from "./photo-outcome.ts";
import { escapeXml } from "./xml.ts";

/** A photo of a track, and when it was taken: hours since 1970 UTC, null where that is not known. */
export interface TrackPhoto {
  readonly photo: LocatedPhoto;
  readonly hours: number | null;
}

/**
 * Photos as GPX 1.1: a waypoint each, named by its file, and one track through those that belong together, in the order that is given.
 * They are estimates, and say so.
 */
export function photosToGpx(photos: readonly TrackPhoto[]): string {
  const waypoints = photos.map(({ photo, hours }) => {
    const { place } = summaryOf(photo.prediction);
    const words = `Estimate${place ? `: ${place.name}` : ""}`;
    return point(
      "wpt",
      photo,
      `${timeElement(hours)}<name>${escapeXml(photo.file)}</name><desc>${escapeXml(words)}</desc>`,
    );
  });
  const track = photos
    .filter(({ photo }) => (photo.prediction.album?.belongs ?? 1) >= 0.5)
    .map(({ photo, hours }) => point("trkpt", photo, timeElement(hours)));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="Graticule" xmlns="http://www.topografix.com/GPX/1/1">',
    ...waypoints,
    track.length > 0 ? `<trk><name>Estimated</name><trkseg>${track.join("\n")}</trkseg></trk>` : "",
    "</gpx>\n",
  ].join("\n");
}

function point(name: "wpt" | "trkpt", { prediction }: LocatedPhoto, inside: string): string {
  const { lat, lng } = prediction.best;
  return `<${name} lat="${lat}" lon="${lng}">${inside}</${name}>`;
}

function timeElement(hours: number | null): string {
  return hours === null ? "" : `<time>${new Date(hours * 3_600_000).toISOString()}</time>`;
}
