/** How an endpoint wants to be asked. Servers that call themselves compatible differ here. */
export interface Dialect {
  /**
   * How JSON of a schema is asked for. `schema`: `response_format` of type `json_schema` (OpenAI, LM Studio, and
   * llama.cpp, Ollama and vLLM of today). `older`: what older servers have instead, all at once: `json_object` with a schema (llama.cpp),
   * `guided_json` (vLLM), `format` (Ollama). `plain`: by the words of the question alone.
   */
  readonly json: "schema" | "older" | "plain";
  /** What the most tokens of an answer are called: newer models of OpenAI know the longer name alone. */
  readonly limit: "max_tokens" | "max_completion_tokens";
  /** Some models answer at one temperature and refuse to be told another. */
  readonly hasTemperature: boolean;
  /** Whether the use of tokens can be asked for at the end of a stream. */
  readonly hasStreamUsage: boolean;
}

/** What is tried first. */
export const FIRST_DIALECT: Dialect = {
  json: "schema",
  limit: "max_tokens",
  hasTemperature: true,
  hasStreamUsage: true,
};

const NEXT_JSON = { schema: "older", older: "plain", plain: null } as const;

/**
 * What to try once a server did not take a question.
 *
 * @param said why, in its own words
 * @param asksJson whether a schema was asked for
 * @returns null where there is nothing left
 */
export function nextDialect(dialect: Dialect, said: string, asksJson: boolean): Dialect | null {
  if (dialect.limit === "max_tokens" && /max_(completion_)?tokens/.test(said)) {
    return { ...dialect, limit: "max_completion_tokens" };
  }
  if (dialect.hasTemperature && /temperature/.test(said)) {
    return { ...dialect, hasTemperature: false };
  }
  if (dialect.hasStreamUsage && /stream_options|include_usage/.test(said)) {
    return { ...dialect, hasStreamUsage: false };
  }
  // Whatever else it is: the schema is what servers stumble over, and few of them say so.
  const json = asksJson ? NEXT_JSON[dialect.json] : null;
  return json && { ...dialect, json };
}

/** A JSON Schema. */
export type AnswerSchema = Readonly<Record<string, unknown>>;

/** The fields of a request that ask for JSON. */
export function jsonFields(
  { json }: Dialect,
  schema: AnswerSchema | null,
): Readonly<Record<string, unknown>> {
  if (schema === null || json === "plain") return {};
  if (json === "older") {
    return {
      response_format: { type: "json_object", schema },
      guided_json: schema,
      format: schema,
    };
  }
  return {
    response_format: { type: "json_schema", json_schema: { name: "answer", strict: true, schema } },
  };
}
