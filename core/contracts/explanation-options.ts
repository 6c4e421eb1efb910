import * as z from "zod";
import { type Fault, GraticuleError } from "./errors.ts";
import { NO_NAMES, type PlaceFinder } from "./hint-text.ts";
import type { PredictionOptions } from "./options.ts";
import { type GivenText, PARAMETERS, type Parameter, readOptions } from "./parameters.ts";
import { PLACE_LEVELS } from "./place-levels.ts";
import { quote } from "./quote.ts";
import type { TextParameter } from "./route.ts";

/** How an explanation is made. */
export interface ExplanationOptions {
  /** What is asked about the photo: prior and hints. */
  readonly question: PredictionOptions;
  /** The place that is explained; null for the one that the answer's headline names. */
  readonly place: { readonly level: (typeof PLACE_LEVELS)[number]; readonly id: string } | null;
  /** Rows and columns of the occlusion map; null leaves them to the size of the model. */
  readonly grid: number | null;
}

/** Finest grid: more looks than this help nobody. */
const MOST_ROWS = 12;
const LEAST_ROWS = 2;

/** What is asked of a prediction that makes no sense of an explanation. */
const ANSWER_ONLY: readonly string[] = [
  "top_k",
  "ranking",
  "crops",
  "regions",
  "geometry",
  "max_cells",
  "densest",
  "changes",
  "look",
  "neighbours",
  "reason",
];

/** Parameters that an explanation shares with a prediction. */
export const SHARED_PARAMETERS: readonly Parameter[] = PARAMETERS.filter(
  ({ name }) => !ANSWER_ONLY.includes(name),
);

const PLACE_TEXT = new RegExp(`^(${PLACE_LEVELS.join("|")}):([\\w.-]{1,20})$`);

export const EXPLANATION_PARAMETERS: readonly TextParameter[] = [
  {
    name: "place",
    description:
      "The place whose probability is explained, by level and id as a prediction names it. Unless given the place that the headline names: the finest of `best.places` that is likelier than not, else the country or the continent of the point.",
    schema: { type: "string", pattern: PLACE_TEXT.source },
    example: "country:SE",
  },
  {
    name: "grid",
    description:
      "Rows and columns of the occlusion map. Unless given 7; 4 for models with an image encoder of 100 MB and more.",
    schema: { type: "integer", minimum: LEAST_ROWS, maximum: MOST_ROWS },
    example: 7,
  },
];

const OWN = EXPLANATION_PARAMETERS.map(({ name }) => name);
const GridSchema = z.coerce.number().int().min(LEAST_ROWS).max(MOST_ROWS);

/**
 * Texts to options. Throws `parameter_invalid` or `hint_invalid` with every fault.
 *
 * @param finder knows the places that hints name
 */
export function readExplanationOptions(
  given: readonly GivenText[],
  finder: PlaceFinder = NO_NAMES,
): ExplanationOptions {
  const faults: Fault[] = [];
  const refuse = ({ source, name }: GivenText, detail: string) => {
    faults.push({ pointer: `${source}/${name}`, detail: `${name}: ${detail}` });
    return null;
  };
  const only = (name: string): GivenText | null => {
    const own = given.filter((text) => text.name === name);
    return own.length > 1
      ? refuse(own[0]!, `given ${own.length} times, expected once`)
      : (own[0] ?? null);
  };

  const place = only("place");
  const found = place && PLACE_TEXT.exec(place.text);
  if (place && !found) {
    refuse(place, `expected level:id such as country:SE or city:2673730, got ${quote(place.text)}`);
  }
  const grid = only("grid");
  const side = grid && GridSchema.safeParse(grid.text.trim() || "none");
  if (grid && !side?.success) {
    refuse(grid, `expected an integer from ${LEAST_ROWS} to ${MOST_ROWS}, got ${quote(grid.text)}`);
  }
  const rest = given.filter(({ name }) => !OWN.includes(name));
  const question = gather(faults, () => readOptions(rest, finder, SHARED_PARAMETERS, OWN));
  return {
    question,
    place: found
      ? { level: PLACE_LEVELS.find((level) => level === found[1])!, id: found[2]! }
      : null,
    grid: side?.success ? side.data : null,
  };
}

/** What is read, or one error with its faults and those before. */
function gather(before: readonly Fault[], read: () => PredictionOptions): PredictionOptions {
  const toError = (code: "parameter_invalid" | "hint_invalid", faults: readonly Fault[]) =>
    new GraticuleError(code, faults.map(({ detail }) => detail).join("; "), { faults });
  let options: PredictionOptions;
  try {
    options = read();
  } catch (error) {
    if (!(error instanceof GraticuleError) || before.length === 0) throw error;
    throw toError("parameter_invalid", [...before, ...error.faults]);
  }
  if (before.length > 0) throw toError("parameter_invalid", before);
  return options;
}
