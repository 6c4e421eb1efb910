/** How an XMP segment of a JPEG begins. */
const XMP_HEAD = Buffer.from("http://ns.adobe.com/xap/1.0/\0", "latin1");
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP11 = 0xeb;
const START_OF_SCAN = 0xda;
/** A segment's length is told in 16 bits and counts itself. */
const LONGEST_XMP = 0xffff - 2 - XMP_HEAD.length;

interface Segment {
  readonly marker: number;
  readonly start: number;
  readonly end: number;
}

/** Where XMP is in a JPEG, or would be. */
export interface XmpPlace {
  /** What is there; null for none. */
  readonly xmp: string | null;
  /** Offsets of the segment that is replaced; equal where one is added. */
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the place of XMP in a JPEG: its segment, or behind the leading ones of JFIF and EXIF. Nothing else has to move, and offsets of further
 * pictures in the file count from a segment behind it.
 *
 * @throws Error when the file is no JPEG, is damaged before the picture, or bears Content Credentials, which a change would break
 */
export function findXmp(jpeg: Buffer): XmpPlace {
  const segments = readSegments(jpeg);
  const bears = segments.some(
    ({ marker, start, end }) => marker === APP11 && jpeg.subarray(start, end).includes("c2pa"),
  );
  if (bears) throw new Error("it bears Content Credentials, which a change would break");
  const found = segments.filter(({ marker, start }) => marker === APP1 && isXmp(jpeg, start));
  if (found.length > 1) throw new Error("it has several XMP packets");
  const [own] = found;
  if (own) {
    const xmp = jpeg.subarray(own.start + 4 + XMP_HEAD.length, own.end).toString("utf8");
    return { xmp, start: own.start, end: own.end };
  }
  const behind = segments.findIndex(({ marker }) => marker !== APP0 && marker !== APP1);
  const start = segments[behind]?.start ?? 2;
  return { xmp: null, start, end: start };
}

/** The JPEG with this XMP in that place; every other byte as it was. Throws Error when it is too long for a segment. */
export function putXmp(jpeg: Buffer, { start, end }: XmpPlace, xmp: string): Buffer {
  const text = Buffer.from(xmp, "utf8");
  if (text.length > LONGEST_XMP) throw new Error("its XMP would be longer than a JPEG can hold");
  const head = Buffer.alloc(4);
  head.writeUInt16BE(0xff00 | APP1, 0);
  head.writeUInt16BE(2 + XMP_HEAD.length + text.length, 2);
  return Buffer.concat([jpeg.subarray(0, start), head, XMP_HEAD, text, jpeg.subarray(end)]);
}

function isXmp(jpeg: Buffer, start: number): boolean {
  return jpeg.subarray(start + 4, start + 4 + XMP_HEAD.length).equals(XMP_HEAD);
}

/** The segments before the picture. */
function readSegments(jpeg: Buffer): Segment[] {
  if (jpeg.length < 4 || jpeg.readUInt16BE(0) !== 0xffd8) throw new Error("it is no JPEG");
  const segments: Segment[] = [];
  let start = 2;
  for (;;) {
    // Any number of fill bytes may stand before a marker.
    while (jpeg[start] === 0xff && jpeg[start + 1] === 0xff) start += 1;
    if (start + 4 > jpeg.length || jpeg[start] !== 0xff) throw new Error("it is damaged");
    const marker = jpeg[start + 1]!;
    const end = start + 2 + jpeg.readUInt16BE(start + 2);
    if (end > jpeg.length || end < start + 4) throw new Error("it is damaged");
    segments.push({ marker, start, end });
    if (marker === START_OF_SCAN) return segments;
    start = end;
  }
}
