import {
  type FailedPhoto,
  type LocatedPhoto,
  type PhotoOutcome,
  placeTitle,
  summaryOf,
} from "./photo-outcome.ts";
import { escapeXml } from "./xml.ts";

const HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Style id="photo"><IconStyle><color>ff0055ff</color></IconStyle></Style>';

/**
 * All photos for Google Earth and GIS: a placemark each, its picture in the balloon. Photos without an answer are in a folder of
 * their own, without a place.
 */
export function photosToKml(outcomes: Iterable<PhotoOutcome>): string {
  return [...photosKmlText(outcomes)].join("");
}

/** The same, placemark by placemark. */
export function* photosKmlText(outcomes: Iterable<PhotoOutcome>): Generator<string> {
  const failed: FailedPhoto[] = [];
  yield `${HEAD}<Folder><name>Photos</name>`;
  for (const outcome of outcomes) {
    if ("reason" in outcome) failed.push(outcome);
    else yield photoPlacemark(outcome);
  }
  yield "</Folder>";
  if (failed.length > 0) {
    yield "<Folder><name>Without an answer</name>";
    for (const photo of failed) yield placemark(photo, photo.reason, "");
    yield "</Folder>";
  }
  yield "</Document></kml>\n";
}

/** One answered photo as a placemark. */
export function photoPlacemark(photo: LocatedPhoto): string {
  const { best, place, area50Km2, area90Km2, abstention } = summaryOf(photo.prediction);
  const lines = [
    place && `${placeTitle(place)}, ${Math.round(place.probability * 100)} %`,
    area50Km2 !== null && `50 % within ${Math.round(area50Km2).toLocaleString("en")} km2`,
    area90Km2 !== null && `90 % within ${Math.round(area90Km2).toLocaleString("en")} km2`,
    abstention,
  ];
  const words = lines.filter((line): line is string => Boolean(line)).join("\n");
  const point = `<Point><coordinates>${best.lng},${best.lat}</coordinates></Point>`;
  return placemark(photo, words, `<styleUrl>#photo</styleUrl>${point}`);
}

/** The description is HTML, once more escaped: readers of KML show it as such. */
function placemark({ file, thumbnail }: PhotoOutcome, words: string, place: string): string {
  const picture = thumbnail ? `<img src="${escapeXml(thumbnail)}" alt=""><br>` : "";
  const html = picture + words.split("\n").map(escapeXml).join("<br>");
  return `<Placemark><name>${escapeXml(file)}</name><description>${escapeXml(html)}</description>${place}</Placemark>`;
}
