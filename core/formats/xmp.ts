import { placeTitle } from "../contracts/place-levels.ts";
import { type LocatedPhoto, summaryOf } from "./photo-outcome.ts";
import { escapeXml } from "./xml.ts";

/** Names the properties of ours; nothing is found at it. */
const NAMESPACE = "urn:graticule:estimate:1";
const EXIF = "http://ns.adobe.com/exif/1.0/";

/** A description of ours in a packet, with the space before it. */
const OURS = new RegExp(
  `\\s*<rdf:Description\\b[^>]*xmlns:graticule="${NAMESPACE}"[\\s\\S]*?</rdf:Description>`,
  "g",
);
const END = "</rdf:RDF>";

const PLACE = /\bGPS(Latitude|Longitude|Position)\b/;

/** Whether XMP states a place that is not an estimate of ours. */
export function statesPlace(xmp: string): boolean {
  return PLACE.test(xmp.replace(OURS, ""));
}

/** Says why an estimate cannot be added to what is there. */
export class XmpError extends Error {
  override readonly name = "XmpError";
}

/**
 * XMP that holds the estimate of a photo beside whatever `existing` says; an older estimate of ours is replaced. The position stands where
 * programs look for it (`exif:GPSLatitude`), marked as an estimate with its method and its error, unless somebody else has
 * put a position there, the photo has one of its own, or the model abstains.
 *
 * @param existing XMP that is there already; null for none
 * @param trackKm where the best point is that of a track: how well it is known; null: it is the picture's estimate
 * @throws XmpError when `existing` is nothing that can be added to without harm
 */
export function writeXmp(
  photo: LocatedPhoto,
  existing: string | null,
  trackKm: number | null = null,
): string {
  if (existing === null) {
    return [
      '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>',
      '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
      '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
      `${descriptionOf(photo, "", true, trackKm)}${END}`,
      "</x:xmpmeta>",
      '<?xpacket end="w"?>',
    ].join("\n");
  }
  const rest = existing.replace(OURS, "");
  const end = rest.lastIndexOf(END);
  if (end < 0 || rest.indexOf(END) !== end || !rest.includes("<rdf:RDF")) {
    throw new XmpError("what is there is not XMP in its usual form");
  }
  if (rest.includes("xmlns:graticule=")) {
    throw new XmpError("it holds an estimate that another program has rewritten");
  }
  // All descriptions of one packet are about the same thing, or readers refuse them.
  const about =
    /<rdf:Description\b[^>]*?\brdf:about\s*=\s*(["'])(.*?)\1/s
      .exec(rest)?.[2]
      ?.replaceAll('"', "&quot;") ?? "";
  const isFree = !PLACE.test(rest);
  return `${rest.slice(0, end)}${descriptionOf(photo, about, isFree, trackKm)}${rest.slice(end)}`;
}

const FROM_PICTURE = "estimate from the picture, not a measurement";
const FROM_TRACK = "place of a track when the photo was taken, as its clock says";

function descriptionOf(
  photo: LocatedPhoto,
  about: string,
  isFree: boolean,
  trackKm: number | null,
): string {
  const { best, place, area50Km2, area90Km2, gps, abstention, model, prior } = summaryOf(
    photo.prediction,
  );
  const ours: [string, string | number | null][] = [
    ["Status", trackKm === null ? FROM_PICTURE : FROM_TRACK],
    ["Latitude", best.lat],
    ["Longitude", best.lng],
    ["Place", place && placeTitle(place)],
    ["PlaceProbability", place && Math.round(place.probability * 1000) / 1000],
    ["Area50Km2", area50Km2],
    ["Area90Km2", area90Km2],
    ["Model", model],
    ["Prior", prior],
    ["Abstained", abstention],
  ];
  const isShown = isFree && gps === null && abstention === null;
  const shown: [string, string][] = isShown
    ? [
        ["GPSLatitude", degreesAndMinutes(best.lat, "N", "S")],
        ["GPSLongitude", degreesAndMinutes(best.lng, "E", "W")],
        ["GPSMapDatum", "WGS-84"],
        trackKm === null
          ? ["GPSProcessingMethod", `ESTIMATE FROM PICTURE, Graticule ${model}`]
          : ["GPSProcessingMethod", `PLACE OF A TRACK AT THAT TIME, Graticule ${model}`],
        ...(trackKm === null ? errorOf(area50Km2) : [positioningError(trackKm)]),
      ]
    : [];
  const lines = [
    ...ours
      .filter(([, value]) => value !== null)
      .map(([name, value]) => element("graticule", name, String(value))),
    ...shown.map(([name, value]) => element("exif", name, value)),
  ];
  const names = `xmlns:exif="${EXIF}" xmlns:graticule="${NAMESPACE}"`;
  return `<rdf:Description rdf:about="${about}" ${names}>\n${lines.join("")}</rdf:Description>\n`;
}

/** Radius in metres of a circle as large as the area that holds half the probability. */
function errorOf(area50Km2: number | null): [string, string][] {
  if (area50Km2 === null) return [];
  return [positioningError(Math.sqrt(area50Km2 / Math.PI))];
}

function positioningError(km: number): [string, string] {
  return ["GPSHPositioningError", String(Math.round(1000 * km))];
}

function element(prefix: string, name: string, value: string): string {
  return `<${prefix}:${name}>${escapeXml(value)}</${prefix}:${name}>\n`;
}

/** `48,51.502260N`: how XMP writes an angle. */
function degreesAndMinutes(degrees: number, positive: string, negative: string): string {
  const letter = degrees < 0 ? negative : positive;
  // Rounded first, so that 59.9999999 minutes do not become 60.
  const minutes = Math.round(Math.abs(degrees) * 60e6) / 1e6;
  const whole = Math.floor(minutes / 60);
  return `${whole},${(minutes - whole * 60).toFixed(6)}${letter}`;
}
