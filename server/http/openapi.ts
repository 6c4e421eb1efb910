import { FeaturesSchema, ModelSummarySchema, ProblemSchema } from "../../core/contracts/api.ts";
import { PredictionSchema } from "../../core/contracts/prediction.ts";
import { FORMATS } from "../options/formats.ts";
import { type JsonSchema, PARAMETERS, type Parameter } from "../options/parameters.ts";
import { describeEvaluations, evaluationComponents } from "./evaluations-openapi.ts";
import { describeGames, gameComponents } from "./games-openapi.ts";
import { describeModelDownloads, modelDownloadComponents } from "./model-downloads.ts";
import { FEATURES_EXAMPLE, MODEL_EXAMPLE, PREDICTION_EXAMPLE } from "./openapi-examples.ts";
import {
  describeGet,
  describeResponses,
  jsonOf,
  objectOf,
  problemResponses,
  refTo,
  toComponent,
} from "./openapi-parts.ts";
import { PROBLEMS, type ProblemCode } from "./problems.ts";
import type { HttpSettings } from "./service.ts";

/** What can go wrong with each route, beside `method_not_allowed` and `internal`. */
const PREDICTION_PROBLEMS: readonly ProblemCode[] = [
  "photo_missing",
  "body_invalid",
  "parameter_invalid",
  "hint_invalid",
  "unauthorized",
  "uploads_off",
  "photo_too_large",
  "photo_type_unsupported",
  "photo_too_many_pixels",
  "photo_unreadable",
  "hint_excludes_everything",
  "rate_limited",
  "bundle_invalid",
  "geodata_invalid",
  "busy",
  "not_ready",
];

const FORMAT_PARAMETER = {
  name: "format",
  in: "query",
  description: "Form of the answer; takes precedence over `Accept`.",
  schema: { type: "string", enum: Object.keys(FORMATS), default: "json" },
  example: "geojson",
};

/** The OpenAPI 3.1 description, made from the schemas that validate. */
export function describeApi({ version, token }: Pick<HttpSettings, "version" | "token">) {
  const security = token === null ? {} : { security: [{ bearer: [] }] };
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
    servers: [{ url: "/" }],
    tags: [
      { name: "predictions" },
      { name: "evaluations" },
      { name: "games" },
      { name: "about" },
      { name: "operation" },
    ],
    paths: {
      "/v1/predictions": { post: { ...describePrediction(), ...security } },
      "/v1/models": {
        get: {
          ...describeGet("listModels", "about", "The model bundles that this service has", []),
          ...security,
          ...describeResponses(jsonOf(modelList(), { models: [MODEL_EXAMPLE] }), ["unauthorized"]),
        },
      },
      "/v1/models/{name}": {
        get: {
          ...describeGet("getModel", "about", "One model bundle", [
            {
              name: "name",
              in: "path",
              required: true,
              schema: { type: "string" },
              example: "preview",
            },
          ]),
          ...security,
          ...describeResponses(jsonOf(refTo("Model"), MODEL_EXAMPLE), [
            "unauthorized",
            "not_found",
          ]),
        },
      },
      ...describeModelDownloads(security),
      "/v1/features": {
        get: {
          ...describeGet("getFeatures", "about", "What the operator has chosen", []),
          ...describeResponses(jsonOf(refTo("Features"), FEATURES_EXAMPLE), []),
        },
      },
      ...describeEvaluations(security),
      ...describeGames(security),
      "/problems/{code}": {
        get: {
          ...describeGet("getProblem", "about", "What a kind of problem means and what to do", [
            {
              name: "code",
              in: "path",
              required: true,
              schema: { type: "string", enum: Object.keys(PROBLEMS) },
              example: "busy",
            },
          ]),
          ...describeResponses(jsonOf(problemKind()), ["not_found"]),
        },
      },
      "/openapi.json": {
        get: {
          ...describeGet("getDescription", "about", "This document", []),
          ...describeResponses(jsonOf({ type: "object" }), []),
        },
      },
      "/geodata/basemap.pmtiles": {
        get: {
          ...describeGet("getBasemap", "about", "The offline base map, read in ranges", []),
          responses: {
            200: { description: "The whole file", content: binary() },
            206: { description: "The range that was asked for", content: binary() },
            304: { description: "Not changed" },
            ...problemResponses(["not_found", "range_invalid"]),
          },
        },
      },
      "/healthz": {
        get: {
          ...describeGet("getHealth", "operation", "Whether the process runs", []),
          ...describeResponses(
            jsonOf(objectOf({ status: { const: "ok" }, version: { type: "string" } })),
            [],
          ),
        },
      },
      "/readyz": {
        get: {
          ...describeGet("getReadiness", "operation", "Whether predictions are answered", []),
          ...describeResponses(jsonOf(objectOf({ state: { const: "ready" } })), ["not_ready"]),
        },
      },
      "/metrics": {
        get: {
          ...describeGet("getMetrics", "operation", "Prometheus metrics, without user data", []),
          ...security,
          ...describeResponses({ "text/plain": { schema: { type: "string" } } }, ["unauthorized"]),
        },
      },
    },
    components: {
      schemas: {
        Prediction: toComponent(PredictionSchema),
        Model: toComponent(ModelSummarySchema),
        Features: toComponent(FeaturesSchema),
        Problem: toComponent(ProblemSchema),
        ...modelDownloadComponents(),
        ...evaluationComponents(),
        ...gameComponents(),
      },
      securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
    },
  };
}

function describePrediction() {
  return {
    operationId: "createPrediction",
    tags: ["predictions"],
    summary: "Where a photo was taken",
    description:
      "The photo is the multipart part `image` or the whole body. Parameters stand in the query or, for long hints, in multipart text parts. Nothing is kept.",
    parameters: [...PARAMETERS.map(describeParameter), FORMAT_PARAMETER],
    requestBody: {
      required: true,
      content: {
        "multipart/form-data": {
          schema: {
            type: "object",
            required: ["image"],
            properties: {
              image: { type: "string", contentMediaType: "application/octet-stream" },
              ...Object.fromEntries(
                PARAMETERS.map(({ name, description }) => [name, { type: "string", description }]),
              ),
              format: FORMAT_PARAMETER.schema,
            },
          },
        },
        "image/*": {},
        "application/octet-stream": {},
      },
    },
    responses: {
      200: {
        description: "The prediction",
        headers: {
          "Server-Timing": {
            description: "Milliseconds of each stage",
            schema: { type: "string" },
          },
        },
        content: {
          [FORMATS.json]: { schema: refTo("Prediction"), example: PREDICTION_EXAMPLE },
          [FORMATS.geojson]: { schema: featureCollection() },
          [FORMATS.csv]: { schema: { type: "string" } },
          [FORMATS.kml]: { schema: { type: "string" } },
        },
      },
      ...problemResponses(PREDICTION_PROBLEMS),
    },
  };
}

function describeParameter({ name, description, schema, example, repeats }: Parameter) {
  const isList = schema.type === "array";
  return {
    name,
    in: "query",
    description,
    schema,
    // Lists are written `0.5,0.9`; what repeats is written `within=FR&within={...}`.
    ...(isList ? { style: "form", explode: repeats } : {}),
    example:
      isList && !repeats ? example.split(",").map(Number) : exampleOf(example, schema, isList),
  };
}

function exampleOf(example: string, { type }: JsonSchema, isList: boolean): unknown {
  if (isList) return [example];
  return type === "integer" || type === "number" ? Number(example) : example;
}

function modelList(): object {
  return objectOf({ models: { type: "array", items: refTo("Model") } });
}

function problemKind(): object {
  const text = { type: "string" };
  return objectOf({
    type: text,
    code: text,
    status: { type: "integer" },
    title: text,
    remedy: text,
  });
}

function featureCollection(): object {
  const feature = objectOf({
    type: { const: "Feature" },
    geometry: objectOf({ type: { enum: ["Point", "Polygon", "MultiPolygon"] } }),
    properties: objectOf({ kind: { enum: ["best", "region", "cell"] } }),
  });
  return objectOf({
    type: { const: "FeatureCollection" },
    features: { type: "array", items: feature },
  });
}

function binary(): object {
  return { "application/octet-stream": {} };
}
