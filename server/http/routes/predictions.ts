import type { Request } from "express";
import { GraticuleError } from "../../../core/contracts/errors.ts";
import { FORMATS } from "../../../core/contracts/formats.ts";
import { type GivenText, readOptions } from "../../../core/contracts/parameters.ts";
import { PREDICTION_ROUTES } from "../../../core/contracts/routes/predictions.ts";
import { writePrediction } from "../../files/write-prediction.ts";
import { chooseFormat } from "../answer-format.ts";
import { queryOf } from "../query.ts";
import { checkReady } from "../ready.ts";
import { ANSWERED, answer, type World } from "../route.ts";

/** Where a photo was taken: cheap checks first, the body next, a slot last. */
export const PREDICTIONS = answer(PREDICTION_ROUTES, {
  async createPrediction({ request, response, signal, startedMs, photo }, world) {
    const { service, slots, metrics } = world;
    const query = readQuery(request);
    checkOpen(world);
    chooseFormat(request, takeFormat(query));
    readOptions(query.filter(({ name }) => name !== "format"));
    const upload = await photo();
    const given = [
      ...query,
      ...upload.fields.map(([name, text]) => ({ source: "form", name, text })),
    ];
    const format = chooseFormat(request, takeFormat(given));
    const options = readOptions(given.filter(({ name }) => name !== "format"));
    const { isHeavy } = await service.checkPhoto(upload.photo);
    const uploadedMs = performance.now();
    let queuedMs = uploadedMs;
    const prediction = await (isHeavy ? world.heavySlots : slots).run(() => {
      queuedMs = performance.now();
      return service.locate(upload.photo, options, signal);
    }, signal);
    metrics.observePrediction(prediction);
    await service.takeTurn();
    const timing = { upload: uploadedMs - startedMs, queue: queuedMs - uploadedMs };
    response.setHeader("Server-Timing", serverTiming({ ...timing, ...prediction.timingMs }));
    response.vary("Accept");
    response.type(FORMATS[format]).send(await writePrediction(prediction, format));
    return ANSWERED;
  },
});

function readQuery(request: Request): GivenText[] {
  return [...queryOf(request)].map(([name, text]) => ({ source: "query", name, text }));
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
function checkOpen({ service, settings, slots }: World): void {
  if (!settings.uploads) {
    throw new GraticuleError(
      "uploads_off",
      "The operator of this service has switched uploads off.",
    );
  }
  checkReady(service);
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
