import { placeTitle } from "../contracts/place-levels.ts";
import type { HoldingPlace, Place, Prediction } from "../contracts/prediction.ts";

/** A place and what is believed of it, as a headline says it. */
export interface NamedShare {
  readonly name: string;
  readonly probability: number;
}

/** An answer in a line, said from its point outwards. */
export interface Headline {
  /** How sure: see `SURENESS`. */
  readonly lead: string;
  /** The finest place that holds the point and is likelier than not; else the country, or the continent, of the point. */
  readonly place: NamedShare;
  /** The next finer place that holds the point. */
  readonly perhaps: NamedShare | null;
  /** The likeliest other place of the finest level that is named, where it matters. */
  readonly otherwise: NamedShare | null;
}

/**
 * Words for probabilities, the surest first; each holds from its bound up to the one before. The model card says how often
 * each was right.
 */
export const SURENESS = [
  { from: 0.9, lead: "Very likely" },
  { from: 0.75, lead: "Likely" },
  { from: 0.5, lead: "Probably" },
  { from: 0, lead: "Perhaps" },
] as const;

const LIKELY = 0.5;
/** A finer place is worth a word from here on. */
const WORTH_A_WORD = 0.1;
/** A runner-up matters from this share of the place that it follows. */
const RIVAL = 0.5;

export function leadOf(probability: number): string {
  return SURENESS.find(({ from }) => probability >= from)?.lead ?? "Perhaps";
}

/** The place that a headline names; null where nothing that holds the point has a name. */
export function namedPlace({ best }: Pick<Prediction, "best">): HoldingPlace | null {
  const holding = best.places;
  const sure = holding.findLast(({ probability }) => probability >= LIKELY);
  if (sure) return sure;
  const country = holding.find(({ level }) => level === "country");
  const continent = holding.find(({ level }) => level === "continent");
  if (country && country.probability >= WORTH_A_WORD) return country;
  return continent ?? country ?? null;
}

/** Null where nothing that holds the point has a name. */
export function headlineOf(prediction: Pick<Prediction, "best" | "places">): Headline | null {
  const { best, places } = prediction;
  const place = namedPlace(prediction);
  if (!place) return null;
  const finer = best.places[best.places.indexOf(place) + 1];
  const isSure = place.probability >= LIKELY;
  const perhaps = isSure && finer && finer.probability >= WORTH_A_WORD ? finer : null;
  const rival = isSure ? perhaps && rivalOf(perhaps, places) : rivalOf(place, places);
  return {
    lead: leadOf(place.probability),
    place: shareOf(place),
    perhaps: perhaps && shareOf(perhaps),
    otherwise: rival,
  };
}

/** "Probably Europe: perhaps Sweden 31 %, else Finland 21 %", with probabilities as they are written where it stands. */
export function headlineText(
  { lead, place, perhaps, otherwise }: Headline,
  formatProbability: (probability: number) => string,
): string {
  const share = ({ name, probability }: NamedShare) => `${name} ${formatProbability(probability)}`;
  const parts = [perhaps && `perhaps ${share(perhaps)}`, otherwise && `else ${share(otherwise)}`];
  return [`${lead} ${share(place)}`, ...parts.filter(Boolean)].join(", ");
}

function shareOf(place: HoldingPlace): NamedShare {
  return { name: placeTitle(place), probability: place.probability };
}

function rivalOf(place: HoldingPlace, places: readonly Place[]): NamedShare | null {
  const other = places.find(({ level, id }) => level === place.level && id !== place.id);
  return other && other.probability >= RIVAL * place.probability ? shareOf(other) : null;
}
