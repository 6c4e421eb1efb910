import { setImmediate } from "node:timers/promises";
import sax from "sax";
import { decodeText } from "../../../core/formats/encoding.ts";
import { type StatedAngle, toPosition } from "./position.ts";
import { toLocalTime } from "./time.ts";
import type { Told } from "./told.ts";

// The only file that speaks to sax. XMP is RDF in XML: a property is an attribute or an element of `rdf:Description`,
// under any prefix. What stands deeper belongs to other things than the photo, such as the places that it shows.

const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const EXIF = "http://ns.adobe.com/exif/1.0/";
const XMP = "http://ns.adobe.com/xap/1.0/";
const PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/";

/** Open elements: a property has three above it, those of an honest packet have ten below. */
const DEEPEST = 32;
/** Longest value that is kept, characters. */
const MOST_CHARACTERS = 100;
/** Attributes of an element; sax compares each with all others, so an element may not span three slices either. */
const MOST_ATTRIBUTES = 1000;
/** Characters that are parsed between two turns of the event loop: a few milliseconds. */
const SLICE = 2 ** 15;

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
  const keep = (name: string, value: string) => {
    if (value.length <= MOST_CHARACTERS && !found.has(name)) found.set(name, value.trim());
  };
  /** Names of the open elements. */
  const path: string[] = [];
  let value = "";
  /** How many slices the element that is being opened has begun or gone on in; 0 between two. */
  let slicesInTag = 0;
  const parser = sax.parser(true, { xmlns: true, position: false });
  const isProperty = () => path.at(-2) === `${RDF}Description` && path.at(-3) === `${RDF}RDF`;
  parser.onerror = (error) => {
    throw error;
  };
  parser.onopentagstart = () => {
    slicesInTag = 1;
  };
  parser.onopentag = (tag) => {
    slicesInTag = 0;
    value = "";
    if (!("uri" in tag)) return;
    path.push(tag.uri + tag.local);
    const attributes = Object.values(tag.attributes);
    if (path.length > DEEPEST || attributes.length > MOST_ATTRIBUTES) throw new Error("too many");
    if (path.at(-1) !== `${RDF}Description` || path.at(-2) !== `${RDF}RDF`) return;
    for (const { uri, local, value } of attributes) keep(uri + local, value);
  };
  const addText = (text: string) => {
    if (value.length <= MOST_CHARACTERS) value += text;
  };
  parser.ontext = addText;
  parser.oncdata = addText;
  parser.onclosetag = () => {
    if (isProperty()) keep(path.at(-1)!, value);
    value = "";
    path.pop();
  };
  try {
    for (let at = 0; at < text.length; at += SLICE) {
      parser.write(text.slice(at, at + SLICE));
      if (slicesInTag > 0) slicesInTag += 1;
      if (slicesInTag > 2) break;
      if (at + SLICE < text.length) await setImmediate();
    }
  } catch {
    // What stands before the damage counts.
  }
  return found;
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
