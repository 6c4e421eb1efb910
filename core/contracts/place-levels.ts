/** How finely a place is named, coarsest first. Apart from the schemas, so that the page needs no validator to read it. */
export const PLACE_LEVELS = ["continent", "country", "division", "city"] as const;

/** "Lisbon, Portugal"; countries and continents stand alone. */
export function placeTitle(place: {
  readonly level: (typeof PLACE_LEVELS)[number];
  readonly name: string;
  readonly within: string | null;
}): string {
  const needsContext = place.level === "city" || place.level === "division";
  return needsContext && place.within ? `${place.name}, ${place.within}` : place.name;
}
