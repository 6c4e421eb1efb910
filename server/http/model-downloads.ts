import type { Express, RequestHandler } from "express";
import { ModelDownloadRequestSchema, ModelDownloadSchema } from "../../core/contracts/api.ts";
import { readJson } from "./games-request.ts";
import {
  describeGet,
  describeResponses,
  jsonOf,
  problemResponses,
  refTo,
  toComponent,
} from "./openapi-parts.ts";
import { HttpError, type ProblemCode } from "./problems.ts";
import type { Service } from "./service.ts";

interface Parts {
  readonly service: Service;
  readonly guard: RequestHandler;
  readonly allow: (methods: string) => RequestHandler;
}

/** `POST`, `GET` and `DELETE /v1/models/{name}/download`: start a pull, see how far it is, stop it. */
export function serveModelDownloads(app: Express, { service, guard, allow }: Parts): void {
  app
    .route("/v1/models/:name/download")
    .get(guard, async (request, response) => {
      response.setHeader("Cache-Control", "no-store");
      response.json(await downloadsOf(service).state(request.params.name));
    })
    .post(guard, async (request, response) => {
      const downloads = downloadsOf(service);
      const { variant } = await readJson(request, ModelDownloadRequestSchema);
      response.setHeader("Cache-Control", "no-store");
      response.status(202).json(await downloads.start(request.params.name, variant));
    })
    .delete(guard, async (request, response) => {
      response.setHeader("Cache-Control", "no-store");
      response.json(await downloadsOf(service).cancel(request.params.name));
    })
    .all(allow("DELETE, GET, HEAD, POST"));
}

function downloadsOf({ downloads }: Service): NonNullable<Service["downloads"]> {
  if (downloads) return downloads;
  throw new HttpError(
    "downloads_off",
    "The operator of this service does not let the page download models.",
  );
}

const EXAMPLE = {
  name: "geoclip",
  state: "downloading",
  licence: "MIT",
  variant: "fp32",
  expectedBytes: 1_260_000_000,
  done: 512_000_000,
  total: 1_262_000_000,
  bytesPerSecond: 8_200_000,
  detail: "",
};

const STOPPED_EXAMPLE = { ...EXAMPLE, state: "stopped", bytesPerSecond: 0 };

const PROBLEMS_HERE: readonly ProblemCode[] = [
  "parameter_invalid",
  "unauthorized",
  "downloads_off",
];

/** The routes in the API's description. */
export function describeModelDownloads(security: object) {
  const parameters = [
    {
      name: "name",
      in: "path",
      required: true,
      schema: { type: "string" },
      example: "geoclip",
    },
  ];
  const content = jsonOf(refTo("ModelDownload"), EXAMPLE);
  const described = describeGet(
    "getModelDownload",
    "about",
    "How far the download of a model is; asked again every second or so",
    parameters,
  );
  return {
    "/v1/models/{name}/download": {
      get: { ...described, ...security, ...describeResponses(content, PROBLEMS_HERE) },
      post: {
        ...described,
        operationId: "startModelDownload",
        summary: "Download a model of the catalogue, install it and let it answer",
        ...security,
        requestBody: {
          required: true,
          content: jsonOf(refTo("ModelDownloadRequest"), { variant: "int8" }),
        },
        responses: {
          202: { description: "Started, or under way", content },
          ...problemResponses([
            ...PROBLEMS_HERE,
            "body_invalid",
            "download_under_way",
            "not_ready",
          ]),
        },
      },
      delete: {
        ...described,
        operationId: "cancelModelDownload",
        summary: "Stop the download; what has come is kept, and the next one goes on from there",
        ...security,
        ...describeResponses(jsonOf(refTo("ModelDownload"), STOPPED_EXAMPLE), PROBLEMS_HERE),
      },
    },
  };
}

/** Their schemas. */
export function modelDownloadComponents() {
  return {
    ModelDownload: toComponent(ModelDownloadSchema),
    ModelDownloadRequest: toComponent(ModelDownloadRequestSchema, "input"),
  };
}
