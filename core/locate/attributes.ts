import { ATTRIBUTE_TABLES, classesOfCells, classShares } from "../belief/attributes.ts";
import type { Posterior } from "../belief/posterior.ts";
import type { BundleManifest } from "../contracts/bundle.ts";
import type { AttributeWord } from "../contracts/explanation.ts";

/** What an attribute head of a bundle says of a photo. */
export interface HeadReading {
  readonly name: string;
  readonly classes: readonly string[];
  /** `P(class | photo)`, in the order of the classes. */
  readonly probabilities: ArrayLike<number>;
}

/**
 * What kind of place a photo shows: first as the bundle's heads see it, then as it follows from what is believed of the
 * land cells.
 */
export function attributeWords(
  land: Posterior,
  readings: readonly HeadReading[],
  worth: BundleManifest["worth"],
): AttributeWord[] {
  const seen = readings.map(({ name, classes, probabilities }): AttributeWord => {
    return {
      name,
      source: "head",
      classes: ranked(classes, probabilities),
      worth: worthOf(worth, "heads", name),
    };
  });
  const derived = Object.entries(ATTRIBUTE_TABLES).map(([name, { classes }]): AttributeWord => {
    const ofCells = classesOfCells({ name, classes }, land.cells)!;
    const shares = classShares(ofCells, classes.length, land.probability);
    return {
      name,
      source: "map",
      classes: ranked(classes, shares),
      worth: worthOf(worth, "map", name),
    };
  });
  return [...seen, ...derived];
}

function ranked(
  classes: readonly string[],
  probabilities: ArrayLike<number>,
): AttributeWord["classes"] {
  return classes
    .map((name, i) => ({ name, probability: Math.min(1, probabilities[i]!) }))
    .sort((a, b) => b.probability - a.probability);
}

function worthOf(
  worth: BundleManifest["worth"],
  source: "heads" | "map",
  name: string,
): AttributeWord["worth"] {
  const own = worth?.[source][name];
  return worth && own ? { set: worth.set, ...own } : null;
}
