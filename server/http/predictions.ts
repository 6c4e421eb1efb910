import type { Request, RequestHandler, Response } from "express";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { FORMATS } from "../options/formats.ts";
import { type GivenText, readOptions } from "../options/parameters.ts";
import { writePrediction } from "../options/write-prediction.ts";
import type { Slots } from "../process/slots.ts";
import { takeTurn } from "../process/turns.ts";
import { chooseFormat } from "./answer-format.ts";
import type { createByteBudgets } from "./byte-budget.ts";
import type { Metrics } from "./metrics.ts";
import { HttpError } from "./problems.ts";
import { contextOf } from "./request-context.ts";
import type { HttpSettings, Service } from "./service.ts";
import { readUpload } from "./upload.ts";

interface Parts {
  readonly service: Service;
  readonly settings: HttpSettings;
  readonly slots: Slots;
  readonly budgets: ReturnType<typeof createByteBudgets>;
  readonly metrics: Metrics;
}

/** Seconds after which a client may ask a warming service again. */
const WARMING_RETRY_S = 2;

/** `POST /v1/predictions`: cheap checks first, the body next, a slot last. */
export function postPrediction(parts: Parts): RequestHandler {
  const { service, settings, slots, budgets, metrics } = parts;
  const maxPhotoBytes = settings.maxPhotoMb * 2 ** 20;
  return async (request, response) => {
    const { signal, startedMs } = contextOf(request);
    const query = readQuery(request);
    checkOpen(parts);
    const queryFormat = takeFormat(query);
    chooseFormat(request, queryFormat);
    readOptions(query.filter(({ name }) => name !== "format"));
    const budget = budgets.open();
    try {
      const { photo, fields } = await readUpload(request, maxPhotoBytes, budget, signal);
      const given = [...query, ...fields.map(([name, text]) => ({ source: "form", name, text }))];
      const format = chooseFormat(request, takeFormat(given));
      const options = readOptions(given.filter(({ name }) => name !== "format"));
      await service.checkPhoto(photo);
      const uploadedMs = performance.now();
      let queuedMs = uploadedMs;
      const prediction = await slots.run(() => {
        queuedMs = performance.now();
        return service.locate(photo, options, signal);
      }, signal);
      metrics.observePrediction(prediction);
      await takeTurn();
      const timing = { upload: uploadedMs - startedMs, queue: queuedMs - uploadedMs };
      response.setHeader("Server-Timing", serverTiming({ ...timing, ...prediction.timingMs }));
      send(response, FORMATS[format], await writePrediction(prediction, format));
    } finally {
      budget.release();
    }
  };
}

function readQuery(request: Request): GivenText[] {
  const { searchParams } = new URL(request.originalUrl, "http://localhost");
  return [...searchParams].map(([name, text]) => ({ source: "query", name, text }));
}

function takeFormat(given: readonly GivenText[]): string | undefined {
  const own = given.filter(({ name }) => name === "format");
  if (own.length <= 1) return own[0]?.text;
  const detail = `format: given ${own.length} times, expected once`;
  throw new GraticuleError("parameter_invalid", detail, {
    faults: [{ pointer: `${own[0]!.source}/format`, detail }],
  });
}

/** Refuses before the body is read what would be refused after it. */
function checkOpen({ service, settings, slots }: Parts): void {
  if (!settings.uploads) {
    throw new GraticuleError(
      "uploads_off",
      "The operator of this service has switched uploads off.",
    );
  }
  const readiness = service.readiness();
  if (readiness.state !== "ready") {
    const detail = "detail" in readiness ? readiness.detail : "The service is about to stop.";
    throw new HttpError("not_ready", detail, { "Retry-After": String(WARMING_RETRY_S) });
  }
  if (slots.isFull()) {
    throw new GraticuleError(
      "busy",
      `All ${settings.slots} slots are taken and ${settings.queue} requests wait already. Try again after the time in Retry-After.`,
    );
  }
}

function serverTiming(timingMs: Readonly<Record<string, number>>): string {
  return Object.entries(timingMs)
    .map(([stage, ms]) => `${stage.replace(/[^\w-]/g, "_")};dur=${ms.toFixed(1)}`)
    .join(", ");
}

function send(response: Response, type: string, body: string): void {
  response.setHeader("Cache-Control", "no-store");
  response.vary("Accept");
  response.type(type).send(body);
}
