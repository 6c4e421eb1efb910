import type { AttributeWord, Explanation, Patch } from "../../core/contracts/explanation.ts";
import { formatProbability, formatShare } from "../words/numbers.ts";

/** A change below this is not worth a word: half a percentage point. */
const WORTH_SAYING = 0.005;

/** "upper left", "centre": where in the part that is seen the middle of a patch lies. */
export function whereabouts(patch: Patch, { seen }: Pick<Explanation, "seen">): string {
  const across = thirdOf((patch.left + patch.width / 2 - seen.left) / seen.width);
  const down = thirdOf((patch.top + patch.height / 2 - seen.top) / seen.height);
  const [row, column] = [ROWS[down]!, COLUMNS[across]!];
  if (row === "middle" && column === "middle") return "centre";
  if (row === "middle") return column;
  return column === "middle" ? `${row} middle` : `${row} ${column}`;
}

const ROWS = ["upper", "middle", "lower"] as const;
const COLUMNS = ["left", "middle", "right"] as const;

function thirdOf(share: number): number {
  return Math.min(2, Math.max(0, Math.floor(share * 3)));
}

/** What covering everything that is marked does, in a sentence. */
export function summary(explanation: Explanation): string {
  const { place, probability, together, patches } = explanation;
  const largest = Math.max(...patches.map(({ change }) => Math.abs(change)));
  if (!together || (probability - together.probability < WORTH_SAYING && largest < WORTH_SAYING)) {
    return `No part of the photo matters much: whatever is covered, ${place.name} keeps about ${formatProbability(probability)}.`;
  }
  const places = [...new Set(together.patches.map((i) => whereabouts(patches[i]!, explanation)))];
  const named = places.length <= 3 ? ` (${listed(places)})` : "";
  return `Covering the ${together.patches.length} strongest parts together${named} takes ${place.name} from ${formatProbability(probability)} to ${formatProbability(together.probability)}.`;
}

/** A part of the photo that is worth a line. */
export interface Telling {
  readonly patch: number;
  readonly words: string;
}

/** The strongest part of each corner that speaks for the place, and those that speak against it. */
export function tellings(explanation: Explanation): { for: Telling[]; against: Telling[] } {
  const { patches } = explanation;
  const ranked = patches
    .map((patch, i) => ({ patch, i, where: whereabouts(patch, explanation) }))
    .sort((a, b) => a.patch.change - b.patch.change);
  const pick = (list: typeof ranked, most: number): Telling[] => {
    const seen = new Set<string>();
    return list
      .filter(({ patch }) => Math.abs(patch.change) >= WORTH_SAYING)
      .filter(({ where }) => !seen.has(where) && seen.add(where))
      .slice(0, most)
      .map(({ patch, i, where }) => ({ patch: i, words: `${capital(where)}: ${effect(patch)}` }));
  };
  return {
    for: pick(
      ranked.filter(({ patch }) => patch.change < 0),
      3,
    ),
    against: pick(ranked.filter(({ patch }) => patch.change > 0).reverse(), 2),
  };
}

/** "12 % when covered, 4.1 points less". */
export function effect({ probability, change }: Patch): string {
  return `${formatProbability(probability)} when covered, ${formatPoints(change)}`;
}

/** Percentage points with a direction in words. */
export function formatPoints(change: number): string {
  const points = Math.abs(change) * 100;
  if (points < 0.05) return "no change";
  return `${points.toFixed(1)}\u00a0points ${change < 0 ? "less" : "more"}`;
}

/** What a screen reader says of a patch. */
export function patchWords(explanation: Explanation, i: number): string {
  const { grid, patches, place } = explanation;
  const [row, column] = [Math.floor(i / grid.columns) + 1, (i % grid.columns) + 1];
  const where = whereabouts(patches[i]!, explanation);
  return `Row ${row}, column ${column}, ${where}: ${place.name} ${effect(patches[i]!)}`;
}

/** The attributes in the order in which they are shown, with words for their classes. */
const ATTRIBUTES: Readonly<Record<string, { title: string; classes: Record<string, string> }>> = {
  drive: { title: "Traffic", classes: { left: "on the left", right: "on the right" } },
  climate: {
    title: "Climate",
    classes: {
      Af: "tropical, wet all year",
      Am: "tropical, monsoon",
      Aw: "tropical, dry season",
      BS: "steppe",
      BW: "desert",
      Cf: "mild, no dry season",
      Cs: "mild, dry summer",
      Cw: "mild, dry winter",
      Df: "cold winters, no dry season",
      Ds: "cold winters, dry summer",
      Dw: "cold, dry winters",
      E: "polar or alpine",
    },
  },
  landcover: {
    title: "Land cover",
    classes: {
      forest: "forest",
      shrub: "shrubland",
      savanna: "savanna",
      grass: "grassland",
      wetland: "wetland",
      crop: "cropland",
      urban: "town",
      snow: "snow and ice",
      barren: "bare ground",
    },
  },
  density: { title: "People per km²", classes: {} },
  elevation: { title: "Metres above the sea", classes: {} },
};

/** An attribute in words. */
export interface Spoken {
  readonly title: string;
  /** "on the right 78 %". */
  readonly words: string;
  /** What it is worth; null where that was not measured. */
  readonly worth: string | null;
}

/** The words of a source, in the order of the page; attributes that the page does not know keep their names. */
export function spoken(attributes: readonly AttributeWord[], source: "head" | "map"): Spoken[] {
  const order = Object.keys(ATTRIBUTES);
  const place = ({ name }: AttributeWord) =>
    order.includes(name) ? order.indexOf(name) : order.length;
  return attributes
    .filter((attribute) => attribute.source === source && attribute.classes.length > 0)
    .sort((a, b) => place(a) - place(b))
    .map(({ name, classes, worth }) => {
      const known = ATTRIBUTES[name];
      const first = classes[0]!;
      const word = known?.classes[first.name] ?? first.name;
      return {
        title: known?.title ?? name,
        words: `${word} ${formatProbability(first.probability)}`,
        worth:
          worth &&
          `right for ${formatShare(worth.right)} of ${worth.photos} photos; always the same word: ${formatShare(worth.commonest)}`,
      };
    });
}

function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
