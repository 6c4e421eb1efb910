import type { Parameter } from "../parameters.ts";
import type { TextParameter } from "../route.ts";

/** A parameter as the contract of a route has it. */
export function textOf({ name, description, schema, example, repeats }: Parameter): TextParameter {
  if (schema.type !== "array") {
    const isNumber = schema.type === "integer" || schema.type === "number";
    const value = isNumber || schema.type === "boolean" ? JSON.parse(example) : example;
    return { name, description, schema, example: value };
  }
  const list = repeats ? [example] : example.split(",").map(Number);
  return { name, description, schema, example: list, explode: repeats };
}
