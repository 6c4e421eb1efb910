/** Letters of an answer that are read: no useful one is longer. */
const MOST_LETTERS = 100_000;
/** Openings that are tried: prose may have brackets of its own. */
const MOST_TRIES = 50;

/**
 * The JSON in a model's answer: alone, in a fence, between prose, with a comma too many, or cut off before its end. The
 * outermost of each; empty where there is none. Never throws.
 */
export function jsonIn(text: string): unknown[] {
  const read = text.slice(0, MOST_LETTERS).replace(/<think>[\s\S]*?(<\/think>|$)/g, "");
  const found: unknown[] = [];
  let from = 0;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const start = nextOpening(read, from);
    if (start < 0) break;
    const { end, closing } = extentOf(read, start);
    const piece = read.slice(start, end);
    const value = parse(piece + closing) ?? parse(repaired(piece, closing));
    if (value === undefined) from = start + 1;
    else {
      found.push(value);
      from = end;
    }
  }
  return found;
}

function nextOpening(text: string, from: number): number {
  const at = text.slice(from).search(/[{[]/);
  return at < 0 ? -1 : from + at;
}

/** Where what opens at `start` ends, and what is missing there where the text ends first. */
function extentOf(text: string, start: number): { readonly end: number; readonly closing: string } {
  const open: string[] = [];
  let inString = false;
  for (let i = start; i < text.length; i++) {
    const letter = text[i]!;
    if (inString) {
      if (letter === "\\") i += 1;
      else if (letter === '"') inString = false;
    } else if (letter === '"') inString = true;
    else if (letter === "{") open.push("}");
    else if (letter === "[") open.push("]");
    else if (letter === "}" || letter === "]") {
      open.pop();
      if (open.length === 0) return { end: i + 1, closing: "" };
    }
  }
  return { end: text.length, closing: (inString ? '"' : "") + open.reverse().join("") };
}

/** Without commas before a closing bracket, and without a last entry that has a key alone. */
function repaired(piece: string, closing: string): string {
  const whole =
    closing === ""
      ? piece
      : `${piece}${closing.startsWith('"') ? '"' : ""}`.replace(/,?\s*("[^"]*"?\s*:?\s*)$/, "");
  const end = closing.startsWith('"') ? closing.slice(1) : closing;
  return (whole + end).replace(/,\s*([}\]])/g, "$1");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
