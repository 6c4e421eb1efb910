import { decodeText } from "../../../core/formats/encoding.ts";
import { visitXml, type XmlName } from "../../files/xml.ts";
import { type StatedAngle, toPosition } from "./position.ts";
import { toLocalTime } from "./time.ts";
import type { Told } from "./told.ts";

// XMP is RDF in XML: a property is an attribute or an element of `rdf:Description`,
// under any prefix. What stands deeper belongs to other things than the photo, such as the places that it shows.

const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const EXIF = "http://ns.adobe.com/exif/1.0/";
const XMP = "http://ns.adobe.com/xap/1.0/";
const PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/";

/** Longest value that is kept, characters. */
const MOST_CHARACTERS = 100;

/** What a packet of XMP tells. Packets that are damaged tell what stands before the damage. */
export async function readXmp(packet: Uint8Array): Promise<Told> {
  const found = await readProperties(decodeText(packet));
  const text = (namespace: string, name: string) => found.get(namespace + name) ?? null;
  return {
    position: toPosition(
      angleOf(text(EXIF, "GPSLatitude"), text(EXIF, "GPSLatitudeRef"), "N", "S"),
      angleOf(text(EXIF, "GPSLongitude"), text(EXIF, "GPSLongitudeRef"), "E", "W"),
    ),
    takenAt:
      toLocalTime(text(EXIF, "DateTimeOriginal")) ??
      toLocalTime(text(PHOTOSHOP, "DateCreated")) ??
      toLocalTime(text(XMP, "CreateDate")),
    utcOffset: null,
    camera: null,
  };
}

/** The simple properties of the photo itself by namespace and name; the first of a name counts. */
async function readProperties(text: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const keep = ({ uri, local }: XmlName, value: string) => {
    const name = uri + local;
    if (value.length <= MOST_CHARACTERS && !found.has(name)) found.set(name, value.trim());
  };
  const isDescription = (path: readonly XmlName[]) =>
    isRdf(path.at(-1), "Description") && isRdf(path.at(-2), "RDF");
  await visitXml(text, {
    open(path, attributes) {
      if (!isDescription(path)) return;
      for (const attribute of attributes) keep(attribute, attribute.value);
    },
    close(path, value) {
      if (isDescription(path.slice(0, -1))) keep(path.at(-1)!, value);
    },
  });
  return found;
}

function isRdf(name: XmlName | undefined, local: string): boolean {
  return name?.uri === RDF && name.local === local;
}

/** `59,19.5N`, `59,19,30N`, or a number with its sign (XMP part 1, 8.2.2.8, GPSCoordinate). */
const COORDINATE =
  /^([+-]?)(\d{1,4}(?:\.\d+)?)(?:,(\d{1,4}(?:\.\d+)?))?(?:,(\d{1,4}(?:\.\d+)?))?\s*(\p{L}*)$/u;

function angleOf(
  text: string | null,
  reference: string | null,
  positive: string,
  negative: string,
): StatedAngle | null {
  if (text === null) return null;
  const match = COORDINATE.exec(text);
  if (!match) return { parts: [Number.NaN], hemisphere: null };
  const [, sign, ...numbers] = match;
  const letter = numbers.pop() || reference;
  const parts = numbers.filter((part) => part !== undefined).map(Number);
  if (letter !== null) {
    return { parts: sign === "-" ? parts.map((part) => -part) : parts, hemisphere: letter };
  }
  if (!sign) return { parts, hemisphere: null };
  return { parts, hemisphere: sign === "-" ? negative : positive };
}
