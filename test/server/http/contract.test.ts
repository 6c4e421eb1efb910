import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { Express } from "express";
import { describe, expect, it } from "vitest";
import { type ErrorCode, GraticuleError } from "../../../core/contracts/errors.ts";
import { createApp } from "../../../server/http/app.ts";
import { describeApi } from "../../../server/http/openapi.ts";
import { GAME_PROBLEMS } from "../../../server/http/problems/game.ts";
import type { ProblemCode } from "../../../server/http/problems/kind.ts";
import { PROBLEMS } from "../../../server/http/problems/table.ts";
import { ROUTES } from "../../../server/http/routes/all.ts";
import { JPEG, postForm, postRaw, startTestService } from "./fixture.ts";

type Json = Record<string, unknown>;

interface Media {
  readonly schema?: Json;
  readonly example?: unknown;
  readonly examples?: Record<string, { value: unknown }>;
}

interface Operation {
  readonly responses: Record<string, { content?: Record<string, Media> }>;
  readonly parameters?: readonly { name: string; schema: Json; example: unknown }[];
}

const API = describeApi({ version: "1.2.3", token: null, basePath: "" });
const PATHS = API.paths as unknown as Record<string, Record<string, Operation>>;
const OPERATIONS = Object.entries(PATHS).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/** Checks values against schemas of the document, whose references it knows. */
function createChecker() {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addSchema({ $id: "api", ...(API as Json) });
  return (schema: Json, value: unknown): string => {
    const own = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as Json;
    return ajv.validate(own, value) ? "" : ajv.errorsText();
  };
}

const check = createChecker();

/** The schema that the document gives for an answer. */
function schemaOf(path: string, method: string, status: number, type: string): Json | undefined {
  return PATHS[path]?.[method]?.responses[String(status)]?.content?.[type]?.schema;
}

async function expectDescribed(answer: Response, path: string, method: string): Promise<unknown> {
  const type = answer.headers.get("content-type")!.split(";")[0]!;
  const schema = schemaOf(path, method, answer.status, type);
  expect(schema, `${method} ${path} ${answer.status} ${type} is described`).toBeDefined();
  const value = type.endsWith("json") ? await answer.json() : await answer.text();
  expect(check(schema!, value), `${method} ${path} ${answer.status}`).toBe("");
  return value;
}

describe("the description", () => {
  it("is valid OpenAPI 3.1", async () => {
    const result = await new Validator().validate(structuredClone(API) as Json);
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
  });

  it("is what the service serves", async () => {
    const { url } = await startTestService();
    const served = (await (await fetch(`${url}/openapi.json`)).json()) as typeof API;
    expect(Object.keys(served.paths)).toEqual(Object.keys(API.paths));
  });

  it("has every route of the app, and the app has every route of it", () => {
    const inApp = routesOf(createApp(...APP_PARTS)).filter((route) => route !== "get /");
    const described = OPERATIONS.map(({ path, method }) => `${method} ${path}`);
    expect(inApp.sort()).toEqual(described.sort());
  });

  it("gives examples that fit their schemas", () => {
    for (const { path, method, operation } of OPERATIONS) {
      for (const [status, { content = {} }] of Object.entries(operation.responses)) {
        for (const { schema, example, examples = {} } of Object.values(content)) {
          const values = Object.values(examples).map(({ value }) => value);
          if (example !== undefined) values.push(example);
          for (const value of values)
            expect(check(schema!, value), `${method} ${path} ${status}`).toBe("");
        }
      }
      for (const { name, schema, example } of operation.parameters ?? []) {
        expect(check(schema, example), `${path} ${name}`).toBe("");
      }
    }
  });

  it("gives an example of every problem that can be answered", () => {
    const shown = OPERATIONS.flatMap(({ operation }) =>
      Object.values(operation.responses).flatMap(({ content }) =>
        Object.keys(content?.["application/problem+json"]?.examples ?? {}),
      ),
    );
    // Nobody is left to read `cancelled`.
    const codes = Object.keys(PROBLEMS).filter((code) => code !== "cancelled");
    expect([...new Set(shown)].sort()).toEqual(codes.sort());
  });
});

describe("the contracts", () => {
  it.each(ROUTES.map(({ name, contract }) => [name, contract] as const))(
    "%s names the parameters of its path",
    (_name, { path, params }) => {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(Object.keys(params?.shape ?? {})).toEqual(named);
    },
  );

  it("answer parameters of a path that do not fit as addresses with nothing behind", async () => {
    const { url } = await startTestService();
    for (const path of ["/v1/games/a/rounds/nought/photo", "/v1/leaderboards/album"]) {
      const answer = await fetch(url + path);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ code: "not_found" });
    }
  });

  it("name each parameter of a query that is missing", async () => {
    const { url } = await startTestService();
    const path = "/v1/evaluations/{id}/prediction";
    const answer = await fetch(url + path.replace("{id}", "a"));
    expect(await expectDescribed(answer, path, "get")).toMatchObject({
      code: "parameter_invalid",
      errors: [{ pointer: "query/photo" }],
    });
  });
});

describe("answers fit the description", () => {
  it.each([
    ["/v1/models", "/v1/models"],
    ["/v1/models/preview", "/v1/models/{name}"],
    ["/v1/models/nope", "/v1/models/{name}"],
    ["/v1/features", "/v1/features"],
    ["/openapi.json", "/openapi.json"],
    ["/healthz", "/healthz"],
    ["/readyz", "/readyz"],
    ["/metrics", "/metrics"],
    ["/problems/busy", "/problems/{code}"],
    ["/problems/nope", "/problems/{code}"],
  ])("GET %s", async (address, path) => {
    const { url } = await startTestService();
    await expectDescribed(await fetch(`${url}${address}`), path, "get");
  });

  it.each(["json", "geojson", "csv", "kml"])("POST /v1/predictions as %s", async (format) => {
    const { url } = await startTestService();
    await expectDescribed(await postRaw(url, `?format=${format}`), "/v1/predictions", "post");
  });

  it.each(OPERATIONS.map(({ path, method }) => [path, method]))(
    "%s refuses other methods (described: %s)",
    async (path, method) => {
      const { url } = await startTestService();
      const address = path.replace(/\{\w+\}/g, "preview");
      const answer = await fetch(`${url}${address}`, { method: "PUT" });
      expect(answer.status).toBe(405);
      expect(answer.headers.get("allow")).toContain(method.toUpperCase());
      await expectDescribed(answer, path, method);
    },
  );
});

describe("problems fit the description", () => {
  const ofCore = Object.keys(PROBLEMS).filter(isOfCore);

  it.each(ofCore)("%s", async (code) => {
    const { url, locator } = await startTestService();
    const errors = [{ pointer: "query/x", detail: "y" }];
    locator.fail(new GraticuleError(code, "What came, what was wanted.", { faults: errors }));
    const problem = await expectDescribed(await postForm(url), "/v1/predictions", "post");
    const { status, title } = PROBLEMS[code];
    expect(problem).toMatchObject({ code, status, title, type: `/problems/${code}` });
  });

  it("unauthorized", async () => {
    const { url } = await startTestService({ token: "0123456789abcdef" });
    const answer = await postRaw(url);
    expect(answer.status).toBe(401);
    await expectDescribed(answer, "/v1/predictions", "post");
  });

  it("rate_limited", async () => {
    const { url } = await startTestService({ rateLimit: 1 });
    await postRaw(url);
    await expectDescribed(await postRaw(url), "/v1/predictions", "post");
  });

  it("not_ready", async () => {
    const { url } = await startTestService({ readiness: () => ({ state: "draining" }) });
    await expectDescribed(await postRaw(url), "/v1/predictions", "post");
    await expectDescribed(await fetch(`${url}/readyz`), "/readyz", "get");
  });

  it("body_invalid", async () => {
    const { url } = await startTestService();
    const headers = { "Content-Type": "multipart/form-data" };
    await expectDescribed(
      await postRaw(url, "", { body: new Uint8Array(JPEG), headers }),
      "/v1/predictions",
      "post",
    );
  });

  it("range_invalid", async () => {
    const { url } = await startTestService();
    const path = "/geodata/basemap.pmtiles";
    const answer = await fetch(url + path, { headers: { Range: "bytes=2000-" } });
    expect(answer.headers.get("content-range")).toBe("bytes */1000");
    await expectDescribed(answer, path, "get");
  });

  it("each has an explanation at its type", async () => {
    const { url } = await startTestService();
    for (const code of Object.keys(PROBLEMS)) {
      const answer = await fetch(`${url}/problems/${code}`);
      expect(await answer.json()).toMatchObject({ code, remedy: expect.any(String) });
    }
  });
});

/** Codes that the core can throw while a photo is located; `cancelled` reaches nobody. */
function isOfCore(code: string): code is ErrorCode {
  const onlyHttp: readonly string[] = [
    "not_found",
    "method_not_allowed",
    "unauthorized",
    "rate_limited",
    "not_ready",
    "body_invalid",
    "range_invalid",
    "downloads_off",
    "download_under_way",
    "cancelled",
  ] satisfies ProblemCode[];
  return !onlyHttp.includes(code) && !Object.hasOwn(GAME_PROBLEMS, code);
}

/** The routes of an app as `get /v1/models/{name}`. */
function routesOf(app: Express): string[] {
  return app.router.stack.flatMap(({ route }) => {
    if (!route) return [];
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    const methods = route.stack
      .map(({ method }) => method)
      .filter((method) => method !== undefined);
    return [...new Set(methods)].map((method) => `${method} ${path}`);
  });
}

const APP_PARTS: Parameters<typeof createApp> = [
  {
    locate: () => Promise.reject(new Error("not called")),
    explain: () => Promise.reject(new Error("not called")),
    solve: () => Promise.reject(new Error("not called")),
    takeTurn: async () => {},
    checkPhoto: () => Promise.resolve({ isHeavy: false }),
    places: () => Promise.reject(new Error("not called")),
    readiness: () => ({ state: "ready" }),
    models: () => Promise.resolve([]),
  },
  {
    uploads: true,
    modelDownloads: false,
    token: null,
    maxPhotoMb: 1,
    maxMegapixels: 1,
    decodeMemoryMb: 480,
    uploadMemoryMb: 1,
    albumDays: 30,
    maxAlbumPhotos: 2000,
    finestResolution: 7,
    rateLimit: 0,
    gameRateLimit: 0,
    slots: 1,
    queue: 1,
    cors: [],
    basePath: "",
    host: "127.0.0.1",
    hosts: [],
    trustProxy: 0,
    version: "0",
    attribution: "",
    clientFolder: "/nowhere",
    geodataFolder: "/nowhere",
  },
  { info() {}, warn() {}, error() {} },
];
