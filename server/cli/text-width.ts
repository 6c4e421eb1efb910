/** Letters that a terminal draws over the one before, or not at all. */
const NARROWEST = /\p{Mn}|\p{Me}|[\u200b-\u200d]|[\ufe00-\ufe0f]/u;
/** Letters that a terminal draws two columns wide. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u;

/** Letters of the same scripts that are made to take one. */
const HALF_WIDTH = /[\uff61-\uffdc]/u;

/** Columns that a text takes on a terminal. */
export function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) width += widthOfLetter(letter);
  return width;
}

function widthOfLetter(letter: string): number {
  if (NARROWEST.test(letter)) return 0;
  return WIDE.test(letter) && !HALF_WIDTH.test(letter) ? 2 : 1;
}

/** The text and as many spaces as fill the width. */
export function filled(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** The beginning of a text that takes more than the width, with a sign that it goes on. */
export function withoutEnd(text: string, width: number): string {
  return widthOf(text) <= width ? text : `${fitting([...text], width - 1).join("")}…`;
}

/** The end of a text that takes more than the width, with a sign that something stood before. */
export function withoutStart(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  return `…${fitting([...text].reverse(), width - 1)
    .reverse()
    .join("")}`;
}

function fitting(letters: readonly string[], width: number): string[] {
  const kept: string[] = [];
  let left = width;
  for (const letter of letters) {
    left -= widthOfLetter(letter);
    if (left < 0) break;
    kept.push(letter);
  }
  return kept;
}

/** A text in lines of at most the width, broken between words; a word that is longer has a line of its own. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  const [first = "", ...words] = text.split(" ");
  let line = first;
  for (const word of words) {
    const longer = `${line} ${word}`;
    if (widthOf(longer) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
