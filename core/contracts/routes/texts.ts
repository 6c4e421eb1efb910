import type { Parameter } from "../parameters.ts";
import type { TextParameter } from "../route.ts";

/** A parameter as the contract of a route has it. */
export function textOf({ name, description, schema, example, repeats }: Parameter): TextParameter {
  if (schema.type !== "array") {
    const isNumber = schema.type === "integer" || schema.type === "number";
    return { name, description, schema, example: isNumber ? Number(example) : example };
  }
  const list = repeats ? [example] : example.split(",").map(Number);
  return { name, description, schema, example: list, explode: repeats };
}
