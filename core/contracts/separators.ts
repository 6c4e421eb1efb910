// Apart from the schemas, so that the page needs no validator to write CSV.

/** What stands between the fields of a row of CSV. */
export const SEPARATORS = { comma: ",", semicolon: ";", tab: "\t" } as const;

export type Separator = keyof typeof SEPARATORS;
