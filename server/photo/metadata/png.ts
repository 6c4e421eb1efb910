import {
  type Blocks,
  inflate,
  latin1,
  MOST_BLOCK_BYTES,
  MOST_BLOCKS,
  startsWith,
  withoutExifPrefix,
} from "./blocks.ts";

const XMP_KEYWORD = "XML:com.adobe.xmp";
const XMP_IN_APP1 = "http://ns.adobe.com/xap/1.0/\0";

/** The metadata of a PNG, wherever its chunks stand: `eXIf`, XMP, and the profiles that ImageMagick writes as text. */
export function pngBlocks(bytes: Uint8Array): Blocks {
  const exif: Uint8Array[] = [];
  const profiles: Uint8Array[] = [];
  const xmp: Uint8Array[] = [];
  let texts = 0;
  for (const { type, data } of chunksOf(bytes)) {
    if (type === "eXIf") {
      if (exif.length < MOST_BLOCKS) exif.push(withoutExifPrefix(data));
      continue;
    }
    const text = type.endsWith("Xt") || type.endsWith("XT") ? readText(type, data) : null;
    if (!text || texts >= MOST_BLOCKS) continue;
    texts += 1;
    const content = text.isCompressed ? inflate(text.content) : text.content;
    if (!content) continue;
    if (text.keyword === XMP_KEYWORD) {
      xmp.push(content);
      continue;
    }
    const profile = readProfile(content);
    if (!profile) continue;
    if (startsWith(profile, XMP_IN_APP1)) xmp.push(profile.subarray(XMP_IN_APP1.length));
    else if (text.keyword.endsWith("xmp")) xmp.push(profile);
    else profiles.push(withoutExifPrefix(profile));
  }
  // The chunk made for it counts before the profiles, which programs carry along without knowing them.
  return { exif: [...exif, ...profiles], xmp };
}

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}

function* chunksOf(bytes: Uint8Array): Generator<Chunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    // The second letter of what metadata is in: "eXIf", "tEXt", "zTXt", "iTXt"; pixels and palettes have others.
    const isWanted = bytes[at + 5] === 0x58 || bytes[at + 5] === 0x45 || bytes[at + 5] === 0x54;
    if (isWanted && length <= MOST_BLOCK_BYTES && at + 8 + length <= bytes.length) {
      const type = latin1(bytes, at + 4, at + 8);
      yield { type, data: bytes.subarray(at + 8, at + 8 + length) };
    } else if (view.getUint32(at + 4) === END) return;
    at += 12 + length;
  }
}

/** "IEND" */
const END = 0x49454e44;

interface Text {
  readonly keyword: string;
  readonly isCompressed: boolean;
  readonly content: Uint8Array;
}

/** A text under a keyword that metadata goes by; null for every other (PNG, third edition, 11.3.3). */
function readText(type: string, data: Uint8Array): Text | null {
  const keywordEnd = data.subarray(0, 80).indexOf(0);
  if (keywordEnd < 0) return null;
  const keyword = latin1(data, 0, keywordEnd);
  if (keyword !== XMP_KEYWORD && !/^Raw profile type (exif|app1|xmp)$/i.test(keyword)) return null;
  if (type === "tEXt") {
    return { keyword, isCompressed: false, content: data.subarray(keywordEnd + 1) };
  }
  if (type === "zTXt") {
    return { keyword, isCompressed: true, content: data.subarray(keywordEnd + 2) };
  }
  // Whether it is compressed, how, a language and the keyword in that language stand before the text.
  const isCompressed = data[keywordEnd + 1] === 1;
  const languageEnd = data.indexOf(0, keywordEnd + 3);
  const translatedEnd = languageEnd < 0 ? -1 : data.indexOf(0, languageEnd + 1);
  if (translatedEnd < 0) return null;
  return { keyword, isCompressed, content: data.subarray(translatedEnd + 1) };
}

/** ImageMagick's form: a name, a length and the bytes in hexadecimal, broken into lines. */
function readProfile(content: Uint8Array): Uint8Array | null {
  const head = /^\s*\w+\s+(\d+)\s+/.exec(latin1(content, 0, 200));
  if (!head) return null;
  const digits = latin1(content, head[0].length, content.length).replaceAll(/\s/g, "");
  return Buffer.from(digits, "hex");
}
