import type { RequestHandler } from "express";
import type { Features } from "../../core/contracts/api.ts";
import { PHOTO_TYPES } from "../photo/photo-type.ts";
import { HttpError, PROBLEMS, type ProblemCode, problemType } from "./problems.ts";
import type { HttpSettings, Service } from "./service.ts";

/** `GET /v1/models`. */
export function getModels({ models }: Service): RequestHandler {
  return async (_request, response) => {
    response.setHeader("Cache-Control", "no-cache");
    response.json({ models: await models() });
  };
}

/** `GET /v1/models/{name}`. */
export function getModel({ models }: Service): RequestHandler<{ name: string }> {
  return async (request, response) => {
    const known = await models();
    const found = known.find(({ name }) => name === request.params.name);
    if (!found) {
      const names = known.map(({ name }) => name).join(", ");
      throw new HttpError("not_found", `There is no model of that name; there are: ${names}.`);
    }
    response.setHeader("Cache-Control", "no-cache");
    response.json(found);
  };
}

/** `GET /v1/features`: what the page has to know of the operator's choices. */
export function getFeatures(settings: HttpSettings): RequestHandler {
  const features: Features = {
    version: settings.version,
    uploads: settings.uploads,
    tokenRequired: settings.token !== null,
    modelDownloads: settings.modelDownloads,
    maxPhotoBytes: settings.maxPhotoMb * 2 ** 20,
    maxMegapixels: settings.maxMegapixels,
    photoTypes: [...PHOTO_TYPES],
    finestResolution: settings.finestResolution,
    mapStyle: settings.mapStyle,
    attribution: settings.attribution,
  };
  return (_request, response) => {
    response.setHeader("Cache-Control", "no-cache");
    response.json(features);
  };
}

/** `GET /healthz`: the process runs. */
export function getHealth(version: string): RequestHandler {
  return (_request, response) => {
    response.setHeader("Cache-Control", "no-store");
    response.json({ status: "ok", version });
  };
}

/** `GET /readyz`: 200 when predictions are answered, 503 with the reason while they are not. */
export function getReadiness({ readiness }: Service): RequestHandler {
  return (_request, response) => {
    const found = readiness();
    response.setHeader("Cache-Control", "no-store");
    if (found.state === "ready") {
      response.json(found);
      return;
    }
    const detail = "detail" in found ? found.detail : "The service is about to stop.";
    throw new HttpError("not_ready", detail, { "Retry-After": "2" });
  };
}

/** `GET /problems/{code}`: what the `type` of a problem document refers to. */
export function getProblem(): RequestHandler<{ code: string }> {
  return (request, response) => {
    const { code } = request.params;
    if (!Object.hasOwn(PROBLEMS, code)) {
      throw new HttpError("not_found", "There is no problem of that name.");
    }
    const known = code as ProblemCode;
    response.json({ type: problemType(known), code, ...PROBLEMS[known] });
  };
}
