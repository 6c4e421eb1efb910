import * as z from "zod";
import { type Fault, GraticuleError } from "./errors.ts";
import { NO_NAMES, type PlaceFinder, readHint } from "./hint-text.ts";
import { FINEST_CHANGES, type PredictionOptions, PredictionOptionsSchema } from "./options.ts";
import { PRIOR_NAMES, PRIORS } from "./priors.ts";
import { quote } from "./quote.ts";
import { checkValue } from "./validation.ts";

/** JSON Schema, as far as it is read here. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A parameter of a prediction: how its text is read and what it may be. */
export interface Parameter {
  /** As in a query string: `top_k`. The command line writes `--top-k`. */
  readonly name: string;
  readonly key: keyof PredictionOptions;
  readonly description: string;
  readonly example: string;
  /** Of the value that is meant, as JSON Schema: the schema that validates. */
  readonly schema: JsonSchema;
  /** Text or texts to that value; what cannot be read is returned as it came and fails the schema. */
  read(texts: readonly string[], finder: PlaceFinder): unknown;
  /** Whether it may be given several times. */
  readonly repeats: boolean;
}

const { topK, prior, ranking, crops, regions, geometry, maxCells, densest, neighbours, reason } =
  PredictionOptionsSchema.shape;

/** A hint as it is written: one text for each time that the parameter is given. */
const HINT_TEXT: JsonSchema = { type: "array", items: { type: "string" } };

export const PARAMETERS: readonly Parameter[] = [
  {
    name: "top_k",
    key: "topK",
    description:
      "How many places of each level the answer names; with `ranking=gallery` also how many points.",
    example: "5",
    schema: toSchema(topK),
    read: readNumber,
    repeats: false,
  },
  {
    name: "prior",
    key: "prior",
    description: `What is believed before the photo is seen. ${Object.entries(PRIORS)
      .map(
        ([name, { title, note }]) => `\`${name}\`: ${title.toLowerCase()}; ${note.toLowerCase()}.`,
      )
      .join(" ")}`,
    example: PRIOR_NAMES[1]!,
    schema: toSchema(prior),
    read: ([text]) => text,
    repeats: false,
  },
  {
    name: "ranking",
    key: "ranking",
    description:
      "What is ranked: cells, with prior and refinement, or the points of the bundle's gallery, exactly as GeoCLIP's `predict` does.",
    example: "gallery",
    schema: toSchema(ranking),
    read: ([text]) => text,
    repeats: false,
  },
  {
    name: "crops",
    key: "crops",
    description:
      "Views of the photo that are encoded and averaged: 1, or 10 for a little more accuracy at ten times the work.",
    example: "10",
    schema: toSchema(crops),
    read: readNumber,
    repeats: false,
  },
  {
    name: "regions",
    key: "regions",
    description: "Probabilities of the credible regions, separated by commas.",
    example: "0.5,0.9",
    schema: toSchema(regions),
    read: ([text = ""]) => (text === "" ? [] : text.split(",").map((part) => readNumber([part]))),
    repeats: false,
  },
  {
    name: "geometry",
    key: "geometry",
    description:
      "What is told of a region beside its size: `outline` its borders as a MultiPolygon, `cells` its H3 cells (whole parents stand for their children), `none` nothing, which is quicker and a fraction of the size. GeoJSON and KML have the outline unless asked otherwise.",
    example: "outline",
    schema: toSchema(geometry),
    read: ([text]) => text,
    repeats: false,
  },
  {
    name: "max_cells",
    key: "maxCells",
    description: "Most cells in the answer; the mass of the others is summed in `otherMass`.",
    example: "500",
    schema: toSchema(maxCells),
    read: readNumber,
    repeats: false,
  },
  {
    name: "changes",
    key: "changes",
    description:
      "H3 resolution at which the answer tells what the photo changed: the probability before and after it, of all land. Not told unless given.",
    example: "2",
    schema: toSchema(z.int().min(0).max(FINEST_CHANGES)),
    read: readNumber,
    repeats: false,
  },
  {
    name: "densest",
    key: "densest",
    description:
      "Whether the answer also tells the point of highest probability per km2, as `densest`.",
    example: "true",
    schema: toSchema(densest),
    read: ([text]) => (text === "true" ? true : text === "false" ? false : text),
    repeats: false,
  },
  {
    name: "look",
    key: "look",
    description:
      "Whether the answer also holds what the photo tells by itself, without hints, as `look`: a text to be solved together with those of other photos (`POST /v1/albums`), without the photo. Not where the operator caps the detail.",
    example: "on",
    schema: { type: "string", enum: ["on", "off"], default: "off" },
    read: ([text]) => (text === "on" ? true : text === "off" ? false : text),
    repeats: false,
  },
  {
    name: "neighbours",
    key: "neighbours",
    description:
      "How many photos of the operator's reference index the answer names that look most like this one, as `neighbours`. They do not enter the answer. Only where there is an index, and the operator does not cap the detail.",
    example: "5",
    schema: toSchema(neighbours),
    read: readNumber,
    repeats: false,
  },
  {
    name: "reason",
    key: "reason",
    description:
      "Whether the operator's multimodal model is asked about the photo too, and how: `g3` for places, several times, beside places that the photo looks like; `cot` for clues and what they speak for. The photo, made small and without metadata, is sent to the receiver that `/v1/features` names. What it says becomes one evidence among the others, `reason`. Takes seconds to minutes: with `Accept: application/x-ndjson` the answer without it comes first. Only where the operator has set a model, and does not cap the detail.",
    example: "cot",
    schema: toSchema(reason),
    read: ([text]) => text,
    repeats: false,
  },
  {
    name: "within",
    key: "within",
    description:
      "Where the photo is known to be: any of what one text names, separated by commas. Countries, continents and first-level divisions by name or code (`Sweden,NO`, `Europe`, `California`), `within 50 km of Paris`, `within 20 km of the sea`, `above 1500 m`, `mediterranean climate`, `drives on the left`, or a GeoJSON Polygon, MultiPolygon, Feature or FeatureCollection. May be repeated; all of them hold.",
    example: "FR,ES",
    schema: HINT_TEXT,
    read: readHints,
    repeats: true,
  },
  {
    name: "exclude",
    key: "exclude",
    description:
      "Where the photo is known not to be; written like `within`. May be repeated; none of them holds.",
    example: "US",
    schema: HINT_TEXT,
    read: readHints,
    repeats: true,
  },
];

/** Parameters as texts, with where each stood: `query` or `form`, or the command line's `option`. */
export interface GivenText {
  readonly source: string;
  readonly name: string;
  readonly text: string;
}

/**
 * Texts to options. Throws `parameter_invalid` or `hint_invalid` with every fault: unknown names,
 * repetitions, and values with what was expected.
 *
 * @param finder knows the places that hints name; without one they are written by their codes
 * @param accepted those that may be given
 * @param others names that are read elsewhere, to be named where a name is not known
 */
export function readOptions(
  given: readonly GivenText[],
  finder: PlaceFinder = NO_NAMES,
  accepted: readonly Parameter[] = PARAMETERS,
  others: readonly string[] = ["format"],
): PredictionOptions {
  const faults: Fault[] = [];
  const values: Record<string, unknown> = {};
  for (const { source, name } of given) {
    if (accepted.some((parameter) => parameter.name === name)) continue;
    const known = [...accepted.map((parameter) => parameter.name), ...others].join(", ");
    faults.push({
      pointer: `${source}/${name}`,
      detail: `${shorten(name)}: unknown parameter, expected one of ${known}`,
    });
  }
  for (const parameter of accepted) {
    const own = given.filter(({ name }) => name === parameter.name);
    if (own.length === 0) continue;
    const pointer = `${own[0]!.source}/${parameter.name}`;
    if (own.length > 1 && !parameter.repeats) {
      faults.push({
        pointer,
        detail: `${parameter.name}: given ${own.length} times, expected once`,
      });
      continue;
    }
    const texts = own.map(({ text }) => text);
    try {
      const value = parameter.read(texts, finder);
      const schema: z.ZodType = PredictionOptionsSchema.shape[parameter.key];
      const checked = checkValue(schema, value, parameter.name);
      if (checked.ok) values[parameter.key] = checked.data;
      else faults.push({ pointer, detail: describeFault(parameter, texts, checked.faults) });
    } catch (error) {
      faults.push({ pointer, detail: `${parameter.name}: ${(error as Error).message}` });
    }
  }
  if (faults.length > 0) throw invalid(faults);
  return PredictionOptionsSchema.parse(values);
}

function invalid(faults: readonly Fault[]): GraticuleError {
  const onlyHints = faults.every(({ pointer }) => /\/(within|exclude)$/.test(pointer));
  return new GraticuleError(
    onlyHints ? "hint_invalid" : "parameter_invalid",
    faults.map(({ detail }) => detail).join("; "),
    { faults },
  );
}

function describeFault(
  parameter: Parameter,
  texts: readonly string[],
  faults: readonly Fault[],
): string {
  if (parameter.key === "within" || parameter.key === "exclude") {
    const [{ pointer, detail }] = faults as [Fault];
    const [hint, term, ...path] = pointer.split("/").slice(1);
    const at = [
      ...(hint === undefined ? [] : [`hint ${Number(hint) + 1}`]),
      ...(term === undefined ? [] : [`term ${Number(term) + 1}`]),
      ...(path.length > 0 ? [path.join(".")] : []),
    ];
    return [parameter.name, ...(at.length > 0 ? [at.join(", ")] : []), detail].join(": ");
  }
  const came = quote(texts[0] ?? "");
  return `${parameter.name}: expected ${describeSchema(parameter.schema)}, got ${came}`;
}

/** Words for a JSON Schema: `an integer from 1 to 100`. */
export function describeSchema(schema: JsonSchema): string {
  const { type, minimum, maximum, exclusiveMinimum, enum: words, items, maxItems } = schema;
  if (Array.isArray(words)) return `one of ${words.join(", ")}`;
  if (type === "array") {
    return `at most ${maxItems} values, each ${describeSchema(items as JsonSchema)}, separated by commas`;
  }
  const low = exclusiveMinimum === undefined ? `from ${minimum}` : `above ${exclusiveMinimum}`;
  const kind = type === "integer" ? "an integer" : "a number";
  return `${kind} ${low} ${exclusiveMinimum === undefined ? "to" : "up to"} ${maximum}`;
}

function readHints(texts: readonly string[], finder: PlaceFinder): unknown {
  return texts.map((text) => readHint(text, finder));
}

function readNumber([text = ""]: readonly string[]): unknown {
  return /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text;
}

/** Long values are cut: they come back in messages. */
function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

function toSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return rest;
}
