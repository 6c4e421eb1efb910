/** How finely a place is named, coarsest first. Apart from the schemas, so that the page needs no validator to read it. */
export const PLACE_LEVELS = ["continent", "country", "division", "city"] as const;
