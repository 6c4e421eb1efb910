import type { Slice } from "../../core/eval/figures/slices.ts";
import { CONTINENTS } from "../words/continents.ts";

/** Kinds of parts of a set. */
export const KIND_WORDS: Readonly<Record<Slice["by"], string>> = {
  continent: "Continent",
  scene: "Scene",
  urbanity: "Town or country",
  population: "People per km²",
  landCover: "Land cover",
  training: "Nearest training photo",
};

/** Parts whose own names are codes. */
export const VALUE_WORDS: Readonly<Record<string, string>> = {
  ...CONTINENTS,
  urban: "Town (from 250 people per km²)",
  "non-urban": "Country",
};
