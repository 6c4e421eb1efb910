const LETTERS: Readonly<Record<string, string>> = {
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  æ: "ae",
  œ: "oe",
  ß: "ss",
  ı: "i",
};

/** A name as names are compared: small letters without accents, points, apostrophes or a "the" at either end. */
export function foldName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .replace(/[øłđðþæœßı]/g, (letter) => LETTERS[letter]!)
    .replace(/\b((?:\p{L}\.){2,})/gu, (dotted) => dotted.replaceAll(".", ""))
    .replace(/[.'’ʼ`]/g, "")
    .replaceAll("&", " and ")
    .replace(/[^\p{L}\p{N}\p{Mc}]+/gu, " ")
    .trim()
    .replace(/^(?:only |in )?(?:the )?(?=.)/, "")
    .replace(/ the$/, "")
    .replace(/^st (?=.)/, "saint ");
}

/**
 * Letters to change, add, drop or swap with their neighbour to make one text of the other (optimal string alignment).
 *
 * @param most what is farther apart counts as one more than this
 */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let [older, old] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = old[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(change, old[j]! + 1, row[j - 1]! + 1, isSwap ? older[j - 2]! + 1 : Infinity),
      );
    }
    if (Math.min(...row) > most) return most + 1;
    [older, old] = [old, row];
  }
  return old[b.length]!;
}
