import * as z from "zod";
import type { JsonSchema } from "../../core/contracts/parameters.ts";

/** Collects the schemas that have names: they are described once and referred to. */
export interface SchemaBook {
  /** The schema as it stands in the document; input and output differ by what has a default. */
  describe(schema: z.ZodType, io: "input" | "output"): JsonSchema;
  readonly components: Readonly<Record<string, JsonSchema>>;
}

export function createSchemaBook(): SchemaBook {
  const components: Record<string, JsonSchema> = {};
  return {
    describe(schema, io) {
      const { $schema: _, $defs = {}, ...own } = z.toJSONSchema(schema, { override: tidy, io });
      for (const [name, { id: _id, ...named }] of Object.entries($defs)) {
        components[name] = withComponentRefs(named);
      }
      return withComponentRefs(own);
    },
    components,
  };
}

/** Bounds that say no more than "a safe integer", and "anything else too", only clutter the description. */
function tidy({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  const others = jsonSchema.additionalProperties;
  if (typeof others === "object" && Object.keys(others).length === 0) {
    delete jsonSchema.additionalProperties;
  }
}

/** Schemas that have names of their own are components of the document. */
function withComponentRefs(schema: object): JsonSchema {
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, moved(key, value)]));
}

function moved(key: string, value: unknown): unknown {
  if (key === "$ref" && typeof value === "string") {
    return value.replace("#/$defs/", "#/components/schemas/");
  }
  if (Array.isArray(value)) return value.map((item) => moved("", item));
  return typeof value === "object" && value !== null ? withComponentRefs(value) : value;
}
