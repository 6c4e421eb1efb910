// Apart from the schemas, so that the page needs no validator to read it. How each is computed stands in
// core/belief/prior.ts.

/** What may be believed before a photo is seen, in the order in which it is offered. */
export const PRIORS = {
  photos: {
    title: "Where photos are taken",
    note: "Places with many photos are likelier from the start",
  },
  population: {
    title: "Where people live",
    note: "Each person's surroundings count alike",
  },
  land: {
    title: "All land alike",
    note: "Each km² of land counts alike",
  },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly note: string }>>;

export type PriorName = keyof typeof PRIORS;

export const PRIOR_NAMES = Object.keys(PRIORS) as readonly PriorName[];

/** What a prediction is made with unless another is asked for. */
export const DEFAULT_PRIOR: PriorName = "photos";

/** The names as a sentence has them: `photos, population or land`. */
export const PRIOR_CHOICE = `${PRIOR_NAMES.slice(0, -1).join(", ")} or ${PRIOR_NAMES.at(-1)}`;
