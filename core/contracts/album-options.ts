import { ALBUM_ORDERS, type AlbumRequest } from "./album.ts";
import { SEQUENCE_MODELS } from "./bundle.ts";
import { type Fault, GraticuleError } from "./errors.ts";
import type { PredictionOptions } from "./options.ts";
import { type GivenText, PARAMETERS, type Parameter, readOptions } from "./parameters.ts";
import { quote } from "./quote.ts";
import type { TextParameter } from "./route.ts";

/** What is asked of the answers. */
const OF_ANSWERS: readonly string[] = [
  "top_k",
  "regions",
  "geometry",
  "max_cells",
  "densest",
  "changes",
];
/** What is asked before a photo is seen: looks have it behind them. */
const OF_LOOKS: readonly string[] = ["prior", "crops"];

/** Parameters that an album shares with a prediction. */
export const ALBUM_PARAMETERS: readonly Parameter[] = PARAMETERS.filter(({ name }) =>
  OF_ANSWERS.includes(name),
).map((parameter) =>
  parameter.name === "max_cells"
    ? // The cells of one answer are 100 kB: who wants those of 500 says so.
      { ...parameter, schema: { ...parameter.schema, default: 0 } }
    : parameter,
);

/** Further ones of an album whose photos come as a form. */
export const LOOK_PARAMETERS: readonly Parameter[] = PARAMETERS.filter(({ name }) =>
  OF_LOOKS.includes(name),
);

/** What a form has in place of the fields of the JSON body. */
export const ALBUM_FORM_TEXTS: readonly TextParameter[] = [
  {
    name: "order",
    description:
      "As the field `order`. Unless given `time` where any time is known, else `given`: as the parts stand.",
    schema: { type: "string", enum: ALBUM_ORDERS },
    example: "time",
  },
  {
    name: "times",
    description:
      "CSV with the columns `file` and `time`, as text or as a file: when the photos were taken, by the names of their files. Unless given the times of the photos' own files.",
    schema: { type: "string" },
    example: "file,time\nbeach.jpg,2026-05-01T10:00:00+02:00\n",
  },
  {
    name: "sequence",
    description: "As the field `sequence`.",
    schema: { type: "string", enum: SEQUENCE_MODELS },
    example: "hmm",
  },
  {
    name: "uses_positions",
    description: "Whether positions that the photos' files state count as known.",
    schema: { type: "string", enum: ["true", "false"], default: "true" },
    example: "false",
  },
];

const OWN = ALBUM_FORM_TEXTS.map(({ name }) => name);

/** What the texts of a form say. */
export interface AlbumForm extends Pick<AlbumRequest, "order" | "sequence" | "usesPositions"> {
  readonly options: PredictionOptions;
  /** CSV; null: the times of the photos' own files. */
  readonly times: string | null;
}

/** Texts to the options of an album of looks. Throws `parameter_invalid` with every fault. */
export function readAlbumOptions(given: readonly GivenText[]): PredictionOptions {
  return optionsOf(given, ALBUM_PARAMETERS, []);
}

/** Texts of the query and of the form. Throws `parameter_invalid` with every fault of a kind. */
export function readAlbumForm(given: readonly GivenText[]): AlbumForm {
  const faults: Fault[] = [];
  const only = (name: string, words?: readonly string[]): string | undefined => {
    const own = given.filter((text) => text.name === name);
    const [first] = own;
    if (!first) return undefined;
    const refuse = (detail: string) => {
      faults.push({ pointer: `${first.source}/${name}`, detail: `${name}: ${detail}` });
      return undefined;
    };
    if (own.length > 1) return refuse(`given ${own.length} times, expected once`);
    if (!words || words.includes(first.text)) return first.text;
    return refuse(`expected one of ${words.join(", ")}, got ${quote(first.text)}`);
  };
  const order = only("order", ALBUM_ORDERS);
  const sequence = only("sequence", SEQUENCE_MODELS);
  const usesPositions = only("uses_positions", ["true", "false"]) !== "false";
  const times = only("times") ?? null;
  if (faults.length > 0) {
    throw new GraticuleError("parameter_invalid", faults.map(({ detail }) => detail).join("; "), {
      faults,
    });
  }
  const rest = given.filter(({ name }) => !OWN.includes(name));
  return {
    order: ALBUM_ORDERS.find((known) => known === order),
    sequence: SEQUENCE_MODELS.find((known) => known === sequence),
    usesPositions,
    times,
    options: optionsOf(rest, [...ALBUM_PARAMETERS, ...LOOK_PARAMETERS], OWN),
  };
}

function optionsOf(
  given: readonly GivenText[],
  accepted: readonly Parameter[],
  others: readonly string[],
): PredictionOptions {
  const options = readOptions(given, undefined, accepted, others);
  const asksForCells = given.some(({ name }) => name === "max_cells");
  return asksForCells ? options : { ...options, maxCells: 0 };
}
