import { quote } from "../../core/contracts/quote.ts";

// What a file is that is no photo of a type that is read, by its first bytes, and what its owner can do.

/** What came, and what to do about it. */
export interface FileKind {
  /** As in "the file is ...": with its media type where there is one. */
  readonly name: string;
  /** A sentence. */
  readonly advice: string;
}

/** What helps with a form of JPEG, PNG and the like that is not read. */
export const SAVE_PLAINLY = "Open it in an image program and save it as an ordinary JPEG or PNG.";

const SAVE_AS_JPEG = "Open it in an image program and save it as JPEG or PNG.";
const DEVELOP =
  "Develop it and export a JPEG, or send the JPEG that the camera wrote or that is embedded in it.";
const TAKE_A_FRAME = "Send a single frame of it, saved as JPEG or PNG.";
const EXPORT_PAGE = "Send the photo itself, or the page exported as JPEG or PNG.";
const DRAWN = "It is drawn, not taken: send a photo.";
const UNPACK = "Unpack it and send the photos in it.";
const FETCH_AGAIN =
  "It may be what a server answered in place of the photo: open it in a browser to see, and fetch the photo again.";
const FIND_THE_PHOTO = "Send the photo itself.";

/** By the sniffer's media types. */
const BY_TYPE: readonly (readonly [RegExp, string, string])[] = [
  [
    /^image\/x-(adobe-dng|canon|fujifilm|nikon|olympus|panasonic|sony)/,
    "a camera raw file",
    DEVELOP,
  ],
  [/^image\/(jp2|jpx|jpm|mj2|j2c)$/, "JPEG 2000", SAVE_AS_JPEG],
  [/^image\/jxl$/, "JPEG XL", SAVE_AS_JPEG],
  [/^image\/jls$/, "JPEG-LS", SAVE_AS_JPEG],
  [/^image\/jxr$|^image\/vnd\.ms-photo$/, "JPEG XR", SAVE_AS_JPEG],
  [/^image\/vnd\.adobe\.photoshop$/, "a Photoshop document", SAVE_AS_JPEG],
  [/^image\/x-icon$/, "an icon", SAVE_AS_JPEG],
  [/^image\/bmp$/, "a Windows bitmap", SAVE_AS_JPEG],
  [/^image\/svg/, "a drawing in SVG", DRAWN],
  [/^image\/icns$/, "an icon", SAVE_AS_JPEG],
  [/^image\//, "a picture of another format", SAVE_AS_JPEG],
  [/^video\//, "a video", TAKE_A_FRAME],
  [/^audio\//, "a sound recording", FIND_THE_PHOTO],
  [/^application\/(pdf|eps|postscript)$/, "a document", EXPORT_PAGE],
  [/officedocument|opendocument|msword|x-cfb|rtf|epub/, "a document", EXPORT_PAGE],
  [/zip|gzip|tar|rar|7z|bzip|xz|zstd|compress/, "an archive", UNPACK],
  [/xml$/, "XML text", FETCH_AGAIN],
];

/** By the first bytes in Latin-1, a character a byte, for what the sniffer does not know. */
const BY_BYTES: readonly (readonly [readonly string[], string, string])[] = [
  [
    ["IIRO", "IIRS", "MMOR", "IIU\0", "FOVb", "\0MRM", "II\x1a\0\0\0HEAP"],
    "a camera raw file",
    DEVELOP,
  ],
  [["\x1aE\xdf\xa3"], "a video (Matroska or WebM)", TAKE_A_FRAME],
  [["v/1\x01"], "OpenEXR", SAVE_AS_JPEG],
  [["\x8aMNG", "\x8bJNG"], "a picture in MNG or JNG", SAVE_AS_JPEG],
  [["BPG\xfb"], "a picture in BPG", SAVE_AS_JPEG],
  [["\x01\xda"], "a picture of Silicon Graphics (SGI)", SAVE_AS_JPEG],
  [["\n\x05\x01\x08", "\n\x05\x01\x01"], "a picture in PCX", SAVE_AS_JPEG],
  [["Y\xa6j\x95"], "a Sun raster", SAVE_AS_JPEG],
  [["#?RADIANCE", "#?RGBE"], "a Radiance picture", SAVE_AS_JPEG],
  [["DDS "], "a texture (DDS)", SAVE_AS_JPEG],
  [["qoif"], "a picture in QOI", SAVE_AS_JPEG],
  [["SIMPLE  ="], "a FITS file", SAVE_AS_JPEG],
  [
    ["\0\x05\x16\x07"],
    "what macOS keeps beside a file (AppleDouble)",
    "Send the file whose name is the same without the ._ before it.",
  ],
  [["bplist00"], "a property list of Apple's", FIND_THE_PHOTO],
  [
    ["version https://git-lfs"],
    "a pointer of Git LFS and not the photo",
    "Fetch the photo with `git lfs pull`.",
  ],
];

/** By how a text begins. */
const BY_TEXT: readonly (readonly [RegExp, string, string])[] = [
  [/^(P[1-7]\s\s*(#|\d)|P[Ff]\s+\d)/, "a Netpbm picture", SAVE_AS_JPEG],
  [/^(#define \w+_width|\/\* XPM)/, "a drawing for X Windows", DRAWN],
  [
    /^data:image\//,
    "a data URL, text in place of the photo's bytes",
    "Decode what stands behind the comma (base64) and send the bytes.",
  ],
  [
    /^(\/9j\/[\w+/]|iVBORw0KGgo)/,
    "a photo in base64, text in place of its bytes",
    "Decode it and send the bytes.",
  ],
  [/^[{[]\s*["{[\]}]/, "text (JSON)", FETCH_AGAIN],
];

/** Bytes that are looked at. */
const START = 1024;

/** What a file is that no decoder is asked to read. @param type by the sniffer; undefined where it knows none */
export function describeFile(bytes: Uint8Array, type: string | undefined): FileKind {
  const start = Buffer.from(bytes.subarray(0, START)).toString("latin1");
  for (const [pattern, name, advice] of BY_TYPE) {
    if (type !== undefined && pattern.test(type)) return { name: `${name} (${type})`, advice };
  }
  for (const [starts, name, advice] of BY_BYTES) {
    if (starts.some((bytes) => start.startsWith(bytes))) return { name, advice };
  }
  for (const [pattern, name, advice] of BY_TEXT) {
    if (pattern.test(start.trimStart())) return { name, advice };
  }
  if (type !== undefined) return { name: type, advice: FIND_THE_PHOTO };
  return describeText(bytes) ?? describeUnknown(bytes, start);
}

function describeText(bytes: Uint8Array): FileKind | null {
  const start = new TextDecoder().decode(bytes.subarray(0, START), { stream: true });
  const text = start.replace(/^\uFEFF/, "").trimStart();
  if (/<svg[\s>]/i.test(text)) return { name: "a drawing in SVG (image/svg+xml)", advice: DRAWN };
  if (/^<(!doctype html|html|head|body)/i.test(text))
    return { name: "a web page", advice: FETCH_AGAIN };
  if (text.startsWith("<")) return { name: "HTML or XML text", advice: FETCH_AGAIN };
  if (text !== "" && /^[^\p{Cc}\p{Cn}\uFFFD]*$/u.test(text.replaceAll(/[\t\r\n]/g, ""))) {
    return { name: "text", advice: FETCH_AGAIN };
  }
  return null;
}

function describeUnknown(bytes: Uint8Array, start: string): FileKind {
  if (bytes.every((byte) => byte === 0)) {
    return {
      name: "nothing but zeros, as an interrupted copy leaves",
      advice: "Its content is lost: copy it again from where it was.",
    };
  }
  const shown = quote(start.slice(0, 8));
  return { name: `of an unknown type (it begins with ${shown})`, advice: FIND_THE_PHOTO };
}
