import { setImmediate } from "node:timers/promises";
import sax from "sax";

// The only file that speaks to sax.

export interface XmlAttribute {
  readonly uri: string;
  readonly local: string;
  readonly value: string;
}

export interface XmlName {
  readonly uri: string;
  readonly local: string;
}

export interface XmlVisitor {
  /** Names of the open elements, the opened one last. */
  open(path: readonly XmlName[], attributes: readonly XmlAttribute[]): void;
  /** @param text directly before the end of the element, cut where it is long */
  close(path: readonly XmlName[], text: string): void;
}

/** Open elements: honest documents have some ten. */
const DEEPEST = 32;
/** Longest text that is kept, characters. */
const MOST_CHARACTERS = 100;
/** Attributes of an element; sax compares each with all others, so an element may not span three slices either. */
const MOST_ATTRIBUTES = 1000;
/** Characters that are parsed between two turns of the event loop: a few milliseconds. */
const SLICE = 2 ** 15;

/**
 * Visits the elements of a document. What stands before damage is visited.
 *
 * @returns whether the document is whole
 */
export async function visitXml(text: string, visitor: XmlVisitor): Promise<boolean> {
  const path: XmlName[] = [];
  let value = "";
  /** How many slices the element that is being opened has begun or gone on in; 0 between two. */
  let slicesInTag = 0;
  const parser = sax.parser(true, { xmlns: true, position: false });
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
    path.push({ uri: tag.uri, local: tag.local });
    const attributes = Object.values(tag.attributes);
    if (path.length > DEEPEST || attributes.length > MOST_ATTRIBUTES) throw new Error("too many");
    visitor.open(path, attributes);
  };
  const addText = (more: string) => {
    if (value.length <= MOST_CHARACTERS) value += more;
  };
  parser.ontext = addText;
  parser.oncdata = addText;
  parser.onclosetag = () => {
    visitor.close(path, value);
    value = "";
    path.pop();
  };
  try {
    for (let at = 0; at < text.length; at += SLICE) {
      parser.write(text.slice(at, at + SLICE));
      if (slicesInTag > 0) slicesInTag += 1;
      if (slicesInTag > 2) return false;
      if (at + SLICE < text.length) await setImmediate();
    }
    parser.close();
    return true;
  } catch {
    return false;
  }
}
