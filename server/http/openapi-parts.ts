import * as z from "zod";
import type { JsonSchema } from "../options/parameters.ts";
import { problemExample } from "./openapi-examples.ts";
import { PROBLEMS, type ProblemCode } from "./problems.ts";

// What the descriptions of routes are made of.

export function describeGet(
  operationId: string,
  tag: string,
  summary: string,
  parameters: object[],
) {
  return { operationId, tags: [tag], summary, ...(parameters.length > 0 ? { parameters } : {}) };
}

export function describeResponses(content: object, problems: readonly ProblemCode[]) {
  return { responses: { 200: { description: "OK", content }, ...problemResponses(problems) } };
}

/** The problems by status, each with an example. */
export function problemResponses(codes: readonly ProblemCode[]): Record<string, object> {
  const all: ProblemCode[] = [...codes, "method_not_allowed", "internal"];
  const statuses = [...new Set(all.map((code) => PROBLEMS[code].status))].sort();
  return Object.fromEntries(
    statuses.map((status) => {
      const own = all.filter((code) => PROBLEMS[code].status === status);
      const examples = Object.fromEntries(
        own.map((code) => [code, { value: problemExample(code) }]),
      );
      const content = { "application/problem+json": { schema: refTo("Problem"), examples } };
      return [status, { description: own.map((code) => PROBLEMS[code].title).join("; "), content }];
    }),
  );
}

export function jsonOf(schema: object, example?: unknown): object {
  return { "application/json": example === undefined ? { schema } : { schema, example } };
}

export function refTo(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}

export function objectOf(properties: Readonly<Record<string, object>>): object {
  return { type: "object", required: Object.keys(properties), properties };
}

/** The schema under its own name: zod writes a schema that has an id as a reference to a definition of that name. */
export function toComponent(schema: z.ZodType, io: "input" | "output" = "output"): JsonSchema {
  const { $defs, $ref } = z.toJSONSchema(schema, { override: dropIntegerBounds, io });
  const name = $ref?.split("/").at(-1) ?? "";
  const { id: _, ...component } = $defs?.[name] ?? {};
  // Schemas that have names of their own are components too.
  const text = JSON.stringify(component).replaceAll("#/$defs/", "#/components/schemas/");
  return JSON.parse(text) as JsonSchema;
}

/** Bounds that say no more than "a safe integer" only clutter the description. */
function dropIntegerBounds({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}
