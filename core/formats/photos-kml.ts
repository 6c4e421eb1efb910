import { placeTitle } from "../contracts/place-levels.ts";
import {
  type FailedPhoto,
  type LocatedPhoto,
  type PhotoOutcome,
  summaryOf,
} from "./photo-outcome.ts";
import { type PhotosPath, pathPlacemark } from "./photos-path.ts";
import { escapeXml } from "./xml.ts";

const HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Style id="photo"><IconStyle><color>ff0055ff</color></IconStyle></Style><Folder><name>Photos</name>';

/**
 * All photos for Google Earth and GIS: a placemark each, its picture in the balloon. Photos without an answer are in a folder of
 * their own, without a place.
 */
export function photosToKml(outcomes: Iterable<PhotoOutcome>): string {
  const writer = photosKmlWriter();
  return `${Array.from(outcomes, writer.add).join("")}${writer.end()}`;
}

/**
 * Text pieces for photos that come one after another; joined they are one document.
 *
 * @param path the way through the photos of an album
 */
export function photosKmlWriter(path: PhotosPath = []) {
  const failed: FailedPhoto[] = [];
  let opening = HEAD;
  const opened = () => {
    const text = opening;
    opening = "";
    return text;
  };
  return {
    add(outcome: PhotoOutcome): string {
      if (!("reason" in outcome)) return opened() + photoPlacemark(outcome);
      failed.push(outcome);
      return "";
    },
    end(): string {
      const rest = failed.map((photo) => placemark(photo, photo.reason, "")).join("");
      const folder = rest && `<Folder><name>Without an answer</name>${rest}</Folder>`;
      return `${opened()}</Folder>${pathPlacemark(path)}${folder}</Document></kml>\n`;
    },
  };
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
