import * as z from "zod";
import type { Shape } from "./shape.ts";

type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * The shape of what a schema lets through. Schemas that have a name are put among `named` and referred to. Throws for
 * what has no shape, so that a schema that cannot be checked is noticed when the page is built.
 */
export function shapeOf(schema: z.ZodType, named: Record<string, Shape>): Shape {
  const { $defs = {}, ...own } = z.toJSONSchema(schema);
  for (const [name, definition] of Object.entries($defs)) named[name] ??= shapeOfSchema(definition);
  return shapeOfSchema(own);
}

function shapeOfSchema(schema: JsonSchema): Shape {
  if (schema.$ref !== undefined) return { named: schema.$ref.replace("#/$defs/", "") };
  if (schema.const !== undefined) return { words: [schema.const] };
  if (schema.enum) return { words: schema.enum };
  if (schema.anyOf) return { either: schema.anyOf.map(shapeOfAny) };
  // Several kinds in one, as "text or null" is written.
  const kinds: unknown = schema.type;
  if (Array.isArray(kinds)) {
    return { either: kinds.map((type) => shapeOfSchema({ ...schema, type })) };
  }
  switch (schema.type) {
    case "string":
      return "text";
    case "number":
    case "integer":
    case "boolean":
    case "null":
      return schema.type;
    case "array":
      if (schema.prefixItems) return { tuple: schema.prefixItems.map(shapeOfAny) };
      if (schema.items && !Array.isArray(schema.items)) return { list: shapeOfAny(schema.items) };
      break;
    case "object":
      return shapeOfObject(schema);
    case undefined:
      if (Object.keys(schema).length === 0) return "anything";
  }
  throw new Error(`There is no shape for the schema ${JSON.stringify(schema)}.`);
}

function shapeOfAny(schema: JsonSchema | boolean): Shape {
  return typeof schema === "boolean" ? "anything" : shapeOfSchema(schema);
}

function shapeOfObject({ properties, required = [], additionalProperties }: JsonSchema): Shape {
  if (!properties) return { record: shapeOfAny(additionalProperties ?? true) };
  const fields = Object.entries(properties).map(([name, value]) => [
    required.includes(name) ? name : `${name}?`,
    shapeOfAny(value),
  ]);
  return { fields: Object.fromEntries(fields) };
}
