import type * as z from "zod";
import { ProblemSchema } from "../../core/contracts/api.ts";
import type {
  AnswerContract,
  BodyContract,
  RouteContract,
  TextParameter,
} from "../../core/contracts/route.ts";
import { problemExample } from "./problems/document.ts";
import type { ProblemCode } from "./problems/kind.ts";
import { PROBLEMS } from "./problems/table.ts";
import type { Route } from "./route.ts";
import { ROUTES } from "./routes/all.ts";
import { createSchemaBook, type SchemaBook } from "./schema-book.ts";
import type { HttpSettings } from "./service.ts";

type Described = Record<string, unknown>;

/** The OpenAPI 3.1 description, made from the contracts of the routes. */
export function describeApi({
  version,
  token,
  basePath,
}: Pick<HttpSettings, "version" | "token" | "basePath">) {
  const book = createSchemaBook();
  book.describe(ProblemSchema, "output");
  const paths: Record<string, Record<string, Described>> = {};
  for (const route of ROUTES) {
    const { path, method } = route.contract;
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: describeRoute(route, book, token !== null),
    };
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Graticule",
      version,
      summary: "Says where on Earth a photo was taken, and how sure that is.",
      description:
        "Positions are objects with `lat` and `lng` in degrees, areas are km2, probabilities run from 0 to 1. GeoJSON has longitude first.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: basePath || "/" }],
    tags: [...new Set(ROUTES.map(({ contract }) => contract.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: book.components,
      securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
    },
  };
}

function describeRoute({ name, contract }: Route, book: SchemaBook, isGuarded: boolean): Described {
  const { tag, summary, description, body, access, answer, also = {} } = contract;
  const parameters = [
    ...parametersOf(contract.params, "path", book),
    ...(contract.texts ?? []).map((text) => describeText(text)),
    ...parametersOf(contract.query, "query", book),
    ...parametersOf(contract.headers, "header", book),
  ];
  const others = Object.entries(also).map(([status, other]) => [
    status,
    describeAnswer(other, book),
  ]);
  return {
    operationId: name,
    tags: [tag],
    summary,
    ...(description && { description }),
    ...(parameters.length > 0 && { parameters }),
    ...(isGuarded && access === "token" && { security: [{ bearer: [] }] }),
    ...(body && {
      requestBody: { required: true, content: describeBody(body, contract.texts ?? [], book) },
    }),
    responses: {
      [answer.status ?? 200]: describeAnswer(answer, book),
      ...Object.fromEntries(others),
      ...describeProblems(problemsOf(contract)),
    },
  };
}

function parametersOf(
  schema: z.ZodObject | undefined,
  place: "path" | "query" | "header",
  book: SchemaBook,
): Described[] {
  return Object.entries(schema?.shape ?? {}).map(([key, value]) => {
    const { title, description, example, ...own } = book.describe(value as z.ZodType, "output");
    const isRequired = !(value as z.ZodType).safeParse(undefined).success;
    return {
      name: title ?? key,
      in: place,
      ...(isRequired && { required: true }),
      ...(description !== undefined && { description }),
      schema: own,
      example,
    };
  });
}

function describeText({ name, description, schema, example, explode }: TextParameter): Described {
  return {
    name,
    in: "query",
    description,
    schema,
    // Lists are written `0.5,0.9`; what repeats is written `within=FR&within={...}`.
    ...(explode === undefined ? {} : { style: "form", explode }),
    example,
  };
}

const FILE = { type: "string", minLength: 1, contentMediaType: "application/octet-stream" };

/** Text parts of a form: text, whatever they mean. */
function partsOf(texts: readonly TextParameter[]): Described {
  return Object.fromEntries(
    texts.map(({ name, description, schema }) => [
      name,
      { ...(schema.type === "string" ? schema : { type: "string" }), description },
    ]),
  );
}

function describeBody(
  body: BodyContract,
  texts: readonly TextParameter[],
  book: SchemaBook,
): Described {
  if ("json" in body) {
    const schema = book.describe(body.json, "input");
    const json = { "application/json": { schema, example: body.example } };
    const { form } = body;
    if (!form) return json;
    const photos = { type: "array", items: FILE, minItems: 1, maxItems: form.mostFiles };
    return {
      ...json,
      "multipart/form-data": {
        schema: {
          type: "object",
          required: [form.files],
          properties: { [form.files]: photos, ...partsOf([...texts, ...form.texts]) },
        },
      },
    };
  }
  return {
    "multipart/form-data": {
      schema: {
        type: "object",
        required: ["image"],
        properties: {
          image: FILE,
          ...partsOf(texts),
        },
      },
    },
    // Bytes, which no schema describes: at least one of them.
    "image/*": { schema: { type: "string", minLength: 1 } },
    "application/octet-stream": { schema: { type: "string", minLength: 1 } },
  };
}

function describeAnswer(answer: AnswerContract, book: SchemaBook): Described {
  const { status, description, json, example, media = {}, headers = {} } = answer;
  const content: Described = Object.fromEntries(
    Object.entries(media).map(([type, schema]) => [
      type,
      schema === null ? {} : { schema: book.describe(schema, "output") },
    ]),
  );
  if (json) {
    const schema = book.describe(json, "output");
    content["application/json"] = example === undefined ? { schema } : { schema, example };
  }
  const told = Object.entries(headers).map(([name, text]) => [
    name,
    { description: text, schema: { type: "string" } },
  ]);
  return {
    description: description ?? (status === 204 ? "Done" : "OK"),
    ...(told.length > 0 && { headers: Object.fromEntries(told) }),
    ...(Object.keys(content).length > 0 && { content }),
  };
}

/** What is refused before it is known which route is meant. */
const OF_HTTP = [
  "request_malformed",
  "request_timeout",
  "expectation_failed",
  "headers_too_large",
] as const;

/** What can go wrong with a route, all told. */
function problemsOf(contract: RouteContract<ProblemCode>): ProblemCode[] {
  const { problems, method, params, body, access, rate, tag } = contract;
  const all: ProblemCode[] = [
    ...problems,
    ...(method === "GET" ? [] : (["cross_site", "body_invalid"] as const)),
    ...(isCounted(body) ? (["upload_slow", "upload_share"] as const) : []),
    ...(params ? (["not_found"] as const) : []),
    ...(tag === "operation" && access === "open" ? [] : (["host_unknown"] as const)),
    ...(access === "token" ? (["unauthorized"] as const) : []),
    ...(rate === null ? [] : (["rate_limited"] as const)),
    ...OF_HTTP,
    "method_not_allowed",
    "internal",
  ];
  return [...new Set(all)];
}

/** Whether the bytes of a body count as an upload. */
function isCounted(body: BodyContract | undefined): boolean {
  return body !== undefined && ("photo" in body || body.mostBytes !== undefined);
}

/** Headers that come with problems. */
const PROBLEM_HEADERS: Readonly<Partial<Record<ProblemCode, readonly string[]>>> = {
  method_not_allowed: ["Allow"],
  busy: ["Retry-After"],
  not_ready: ["Retry-After"],
  storage_unavailable: ["Retry-After"],
  rate_limited: ["Retry-After"],
  upload_share: ["Retry-After"],
  unauthorized: ["WWW-Authenticate"],
  range_invalid: ["Content-Range"],
};

/** The problems by status, each with an example. */
function describeProblems(codes: readonly ProblemCode[]): Record<string, Described> {
  const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))].sort();
  return Object.fromEntries(
    statuses.map((status) => {
      const own = codes.filter((code) => PROBLEMS[code].status === status);
      const examples = Object.fromEntries(
        own.map((code) => [code, { value: problemExample(code) }]),
      );
      const schema = { $ref: "#/components/schemas/Problem" };
      const content = { "application/problem+json": { schema, examples } };
      const description = own.map((code) => PROBLEMS[code].title).join("; ");
      const headers = Object.fromEntries(
        own.flatMap((code) =>
          (PROBLEM_HEADERS[code] ?? []).map((name) => [name, { schema: { type: "string" } }]),
        ),
      );
      const hasHeaders = Object.keys(headers).length > 0;
      return [status, { description, ...(hasHeaders && { headers }), content }];
    }),
  );
}
