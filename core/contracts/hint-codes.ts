// Apart from the schemas, so that the page needs no validator to read them.

/** GeoNames codes of the continents. */
export const CONTINENT_IDS = ["AF", "AN", "AS", "EU", "NA", "OC", "SA"] as const;

/** Koeppen-Geiger classes 1 to 31, in the order of `geodata/README.md`. */
export const KOEPPEN =
  "Af Am As Aw BSh BSk BWh BWk Cfa Cfb Cfc Csa Csb Csc Cwa Cwb Cwc Dfa Dfb Dfc Dfd Dsa Dsb Dsc Dsd Dwa Dwb Dwc Dwd EF ET".split(
    " ",
  );

/** What a climate hint may be: a class, or the beginning that several share. */
export const CLIMATE_CODES: readonly string[] = [
  ...new Set(KOEPPEN.flatMap((code) => [code[0]!, code.slice(0, 2), code])),
].sort();

/** What people call climates. */
export const CLIMATE_NAMES: Readonly<Record<string, readonly string[]>> = {
  tropical: ["A"],
  rainforest: ["Af"],
  monsoon: ["Am"],
  savanna: ["Aw", "As"],
  arid: ["B"],
  dry: ["B"],
  desert: ["BW"],
  steppe: ["BS"],
  temperate: ["C"],
  mediterranean: ["Cs"],
  oceanic: ["Cfb", "Cfc"],
  "humid subtropical": ["Cfa", "Cwa"],
  subtropical: ["Cfa", "Cwa"],
  continental: ["D"],
  subarctic: ["Dfc", "Dfd", "Dsc", "Dsd", "Dwc", "Dwd"],
  boreal: ["Dfc", "Dfd", "Dsc", "Dsd", "Dwc", "Dwd"],
  polar: ["E"],
  tundra: ["ET"],
  "ice cap": ["EF"],
};
