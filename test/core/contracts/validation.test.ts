import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { globSync } from "tinyglobby";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { ModelDownloadRequestSchema } from "../../../core/contracts/api.ts";
import { BundleSchema } from "../../../core/contracts/bundle.ts";
import { EnsembleSchema } from "../../../core/contracts/ensemble.ts";
import { HintSchema } from "../../../core/contracts/hint.ts";
import { PredictionOptionsSchema } from "../../../core/contracts/options.ts";
import { PARAMETERS, readOptions } from "../../../core/contracts/parameters.ts";
import { checkValue } from "../../../core/contracts/validation.ts";
import { GuessSchema, NewGameSchema, PlayerChangeSchema } from "../../../core/game/api.ts";
import { PROJECT_FOLDER } from "../../../server/files/project-folder.ts";
import { ROUTES } from "../../../server/http/routes/all.ts";
import { ConfigError, readConfig } from "../../../server/settings/config.ts";
import { SETTINGS } from "../../../server/settings/table.ts";

const BUNDLE: unknown = JSON.parse(
  await readFile(join(PROJECT_FOLDER, "test/fixtures/bundle/bundle.json"), "utf8"),
);
const ID = "Y1_1y-gZx8sMcjs4N2404Q";
const SQUARE = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 0],
];

/** Everything that comes from outside as JSON and is checked against a schema, with a sound example. */
const DOCUMENTS: readonly [string, z.ZodType, unknown][] = [
  [
    "NewGame",
    NewGameSchema,
    { mode: "five", timerS: 60, date: "2026-03-21", challenge: ID, album: ID },
  ],
  ["Guess", GuessSchema, { lat: 1, lng: 2, radiusKm: 100, confidence: 0.5 }],
  ["PlayerChange", PlayerChangeSchema, { name: "Ada", consent: true }],
  ["ModelDownloadRequest", ModelDownloadRequestSchema, { variant: "q4" }],
  [
    "Hint",
    HintSchema,
    [
      { kind: "country", id: "FR" },
      { kind: "area", area: { type: "Polygon", coordinates: [SQUARE] } },
    ],
  ],
  [
    "PredictionOptions",
    PredictionOptionsSchema,
    { topK: 5, prior: "land", regions: [0.5], crops: 1 },
  ],
  ["Bundle", BundleSchema, BUNDLE],
  [
    "Ensemble",
    EnsembleSchema,
    {
      format: 1,
      name: "two",
      version: "1",
      summary: "Two",
      base: { folder: "a", name: "a", version: "1" },
      weights: {
        scores: 1,
        prior: 1,
        attributes: { scene: { weight: 1, shares: [0.5, 0.5] } },
        bundles: [{ folder: "b", name: "b", version: "1", scores: 0.5 }],
      },
      fit: null,
    },
  ],
];

const ODD: readonly unknown[] = [
  undefined,
  null,
  true,
  "",
  "no such word",
  "\u0000\n",
  "x".repeat(5000),
  -1e9,
  1e9,
  1.5,
  [],
  Array(3000).fill("FR"),
  {},
  { unheardOf: 1, type: "Point" },
];

/** The example with each of its parts, and itself, replaced by each odd value in turn. */
function* spoilt(example: unknown): Generator<unknown> {
  yield* ODD;
  if (typeof example !== "object" || example === null) return;
  for (const [key, part] of Object.entries(example)) {
    for (const odd of spoilt(part)) {
      yield Array.isArray(example) ? example.with(Number(key), odd) : { ...example, [key]: odd };
    }
  }
  if (!Array.isArray(example)) yield { ...example, "unheard of": 1 };
}

const PHRASES = /Invalid|Too (big|small)|Unrecognized|received|[<>]=?\d|union|discriminator/;

describe("checkValue", () => {
  it.each(DOCUMENTS)(
    "says of every fault of a %s what was wanted and what came",
    (_, schema, example) => {
      expect(checkValue(schema, example, "body")).toMatchObject({ ok: true });
      let faulty = 0;
      for (const value of spoilt(example)) {
        const checked = checkValue(schema, value, "body");
        if (checked.ok) continue;
        faulty += 1;
        for (const { pointer, detail } of checked.faults) {
          expect(detail, pointer).toMatch(/^(expected .+, got .+|unknown: ".+)$/);
          expect(detail, pointer).not.toMatch(PHRASES);
          expect(detail, pointer).not.toContain("something else");
          expect(detail.length, detail).toBeLessThan(300);
        }
      }
      expect(faulty).toBeGreaterThan(10);
    },
  );

  it.each([
    ["expected at least 1, got 0", z.int().min(1), 0],
    ["expected an integer, got 1.5", z.int(), 1.5],
    ['expected a number, got "1"', z.number().gt(0), "1"],
    ['expected at most 3 characters, got 4: "four"', z.string().max(3), "four"],
    ["expected at least 1 entry, got a list of 0", z.array(z.string()).min(1), []],
    ['expected one of a, b, got "c\\n"', z.enum(["a", "b"]), "c\n"],
    ['unknown: "a", "b"', z.strictObject({}), { a: 1, b: 2 }],
    ["expected a text, got nothing", z.strictObject({ a: z.string() }), {}],
  ])("%s", (detail, schema, value) => {
    expect(checkValue(schema, value, "body")).toMatchObject({ faults: [{ detail }] });
  });
});

describe("the validator's words", () => {
  it("reach nobody who sets a setting to nonsense", () => {
    const env = Object.fromEntries(Object.values(SETTINGS).map(({ env }) => [env, " ~\u0007 "]));
    const error = (() => {
      try {
        return readConfig(env);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(ConfigError);
    const { problems } = error as ConfigError;
    for (const line of problems) {
      expect(line).toMatch(/^[A-Z_]+: expected .+, got .+$/);
      expect(line).not.toMatch(PHRASES);
    }
  });

  it.each(PARAMETERS.map(({ name }) => name))("reach nobody who asks with a wrong %s", (name) => {
    const texts = ["~", "-1", "999999999", "1.5", '{"type":"Polygon","coordinates":[[[0,"x"]]]}'];
    for (const text of texts) {
      let message = "";
      try {
        readOptions([{ source: "query", name, text }]);
      } catch (error) {
        message = (error as Error).message;
      }
      expect(message).toMatch(new RegExp(`^${name}: .*(expected|no country)`));
      expect(message).not.toMatch(PHRASES);
    }
  });

  it("are in no answer of any route, whatever comes as path, query, header or body", () => {
    let faulty = 0;
    for (const { name, contract } of ROUTES) {
      const { params, query, headers, body } = contract;
      const taken = [params, query, headers, body && "json" in body ? body.json : null];
      for (const schema of taken.filter((part) => part instanceof z.ZodType)) {
        const keys = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
        const values = [...ODD, ...ODD.map((odd) => Object.fromEntries(keys.map((k) => [k, odd])))];
        for (const value of values) {
          const checked = checkValue(schema, value, "body");
          for (const { detail } of checked.ok ? [] : checked.faults) {
            faulty += 1;
            expect(detail, name).toMatch(/^(expected .+, got .+|unknown: ".+|[A-Z].+\.)$/);
            expect(detail, name).not.toMatch(PHRASES);
          }
        }
      }
    }
    expect(faulty).toBeGreaterThan(100);
  });

  it("are read by one file alone", async () => {
    const files = globSync("{core,server,client}/**/*.{ts,tsx}", { cwd: PROJECT_FOLDER });
    const readers: string[] = [];
    for (const file of files) {
      const text = await readFile(join(PROJECT_FOLDER, file), "utf8");
      if (/prettifyError|flattenError|treeifyError|issues[^;]*message|issue\.message/.test(text)) {
        readers.push(file);
      }
    }
    expect(readers).toEqual(["core/contracts/validation.ts"]);
  });
});
