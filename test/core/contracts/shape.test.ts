import { describe, expect, it } from "vitest";
import * as z from "zod";
import { PREDICTION_EXAMPLE } from "../../../core/contracts/examples.ts";
import { PredictionSchema } from "../../../core/contracts/prediction.ts";
import { misfitOf, type Shape } from "../../../core/contracts/shape.ts";
import { shapeOf } from "../../../core/contracts/shape-of.ts";
import { GameSchema } from "../../../core/game/api.ts";
import { GAME_EXAMPLE } from "../../../core/game/examples.ts";

function misfit(schema: z.ZodType, value: unknown): string | null {
  const named: Record<string, Shape> = {};
  const shape = shapeOf(schema, named);
  return misfitOf(value, shape, named);
}

/** The document with one place changed; undefined takes it away. */
function changed(document: object, path: readonly (string | number)[], value: unknown): unknown {
  const copy: unknown = structuredClone(document);
  const holder = path.slice(0, -1).reduce((at, key) => Object(at)[key], copy);
  if (value === undefined) Reflect.deleteProperty(Object(holder), path.at(-1)!);
  else Reflect.set(Object(holder), path.at(-1)!, value);
  return copy;
}

describe("the shape of a schema", () => {
  it("is met by what the schema lets through", () => {
    expect(misfit(PredictionSchema, PREDICTION_EXAMPLE)).toBeNull();
    expect(misfit(GameSchema, GAME_EXAMPLE)).toBeNull();
  });

  it.each([
    [["model"], undefined, "model"],
    [["best", "lat"], "48", "best/lat"],
    [["places", 0, "level"], "planet", "places/0/level"],
    [["places"], {}, "places"],
    [
      ["regions", 0, "geometry", "coordinates", 0, 0, 1],
      [1, 2, 3],
      "regions/0/geometry/coordinates/0/0/1",
    ],
    [["cells", 0], null, "cells/0"],
    [["timingMs", "pixels"], "fast", "timingMs/pixels"],
    [["abstained"], { reason: "tired", detail: "" }, "abstained/reason"],
    [["image", "width"], 1.5, "image/width"],
  ] as const)("names %j where it holds %j", (path, value, place) => {
    const document = changed(PREDICTION_EXAMPLE, path, value);
    expect(PredictionSchema.safeParse(document).success).toBe(false);
    expect(misfit(PredictionSchema, document)).toBe(place);
  });

  it("looks into schemas that are referred to by name", () => {
    const document = changed(GAME_EXAMPLE, ["rounds", 0, "reveal", "truth"], null);
    expect(misfit(GameSchema, document)).toBe("rounds/0/reveal/truth");
  });

  it("lets fields be that a later service has added, and optional ones be missing", () => {
    const schema = z.strictObject({ a: z.string(), b: z.boolean().optional() });
    expect(misfit(schema, { a: "", c: 1 })).toBeNull();
    expect(misfit(schema, { a: "", b: "yes" })).toBe("b");
    expect(misfit(schema, { a: "", b: null })).toBe("b");
  });

  it.each([null, 7, "text", [], true])("is not met by %j where a document is wanted", (value) => {
    expect(misfit(z.strictObject({ a: z.string() }), value)).toBe("");
  });

  it("refuses a schema that it could not check", () => {
    expect(() => shapeOf(z.intersection(z.string(), z.number()), {})).toThrow("no shape");
  });
});
