// The one place where text of others (names of files, cells of tables, tags of photos) is made fit to stand in a line of
// ours: on a terminal, in a log, in an answer.

/** Longest part of a text that is said back, in characters. */
const SHOWN = 60;

/** Controls, line ends, halves of characters, and format characters but for the two that join letters and emoji. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu;

/**
 * A text for a line: what cannot be seen, ends a line, or turns the direction of writing is escaped, so that no name looks
 * like several lines or like another name.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (mark) => (mark === "\n" ? "\\n" : escaped(mark)));
}

function escaped(mark: string): string {
  const code = mark.codePointAt(0)!.toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
}

/** A text in quotation marks as a line may have it, cut when it is long. */
export function quote(text: string, most: number = SHOWN): string {
  const characters = [...text.slice(0, 2 * most + 2)];
  const shown = characters.length > most ? `${characters.slice(0, most).join("")}...` : text;
  return `"${printable(shown.replaceAll("\\", "\\\\").replaceAll('"', '\\"'))}"`;
}
