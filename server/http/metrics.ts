import type { NextFunction, Request, Response } from "express";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Prediction } from "../../core/contracts/prediction.ts";
import type { Slots } from "../process/slots.ts";
import { routeOf } from "./request-context.ts";

/** What is counted. No label holds anything of a user: routes are patterns, stages are ours. */
export interface Metrics {
  observeRequest(request: Request, response: Response, next: NextFunction): void;
  observePrediction(prediction: Prediction): void;
  /** @param seconds in its place, from the first photo to the last answer */
  observeAlbum(photos: number, seconds: number): void;
  write(): Promise<string>;
  readonly contentType: string;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The places in which work is done. */
export interface Places {
  readonly slots: Slots;
  readonly heavySlots: Slots;
  readonly albumSlots: Slots;
  readonly reasonSlots: Slots;
}

export function createMetrics(
  { slots, heavySlots, albumSlots, reasonSlots }: Places,
  bytesHeld: () => number,
): Metrics {
  // A registry of its own: two apps in one process (tests) must not meet.
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: "graticule_http_request_seconds",
    help: "Time from request to answer",
    labelNames: ["method", "route", "status"],
    buckets: SECONDS,
    registers,
  });
  const stages = new Histogram({
    name: "graticule_stage_seconds",
    help: "Time of each stage of a prediction",
    labelNames: ["stage"],
    buckets: SECONDS,
    registers,
  });
  const predictions = new Counter({
    name: "graticule_predictions_total",
    help: "Predictions made, by model and by whether the model abstained",
    labelNames: ["model", "abstained"],
    registers,
  });
  const albumSeconds = new Histogram({
    name: "graticule_album_seconds",
    help: "Time of an album from its first photo to its last answer",
    buckets: [...SECONDS.filter((bound) => bound >= 0.25), 60, 120],
    registers,
  });
  const albumPhotos = new Histogram({
    name: "graticule_album_photos",
    help: "Photos of an album",
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
    registers,
  });
  const reasonSeconds = new Histogram({
    name: "graticule_reason_seconds",
    help: "Time of asking a multimodal model about one photo",
    labelNames: ["way"],
    buckets: [0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320, 640],
    registers,
  });
  const reasonCalls = new Counter({
    name: "graticule_reason_calls_total",
    help: "Requests to the multimodal model, those that failed among them",
    labelNames: ["way"],
    registers,
  });
  const reasonQuestions = new Counter({
    name: "graticule_reason_questions_total",
    help: "Questions to the multimodal model, by whether they got an answer",
    labelNames: ["way", "answered"],
    registers,
  });
  const reasonTokens = new Counter({
    name: "graticule_reason_tokens_total",
    help: "Tokens of questions (in) and answers (out)",
    labelNames: ["way", "direction"],
    registers,
  });
  addGauge("graticule_slots_running", "Predictions being worked on", () => slots.running);
  addGauge("graticule_slots_waiting", "Predictions waiting for a slot", () => slots.waiting);
  addGauge("graticule_heavy_running", "Heavy photos being worked on", () => heavySlots.running);
  addGauge("graticule_heavy_waiting", "Heavy photos waiting for a slot", () => heavySlots.waiting);
  addGauge("graticule_albums_running", "Albums being solved", () => albumSlots.running);
  addGauge("graticule_albums_waiting", "Albums waiting to be solved", () => albumSlots.waiting);
  addGauge(
    "graticule_reasons_running",
    "Photos that a multimodal model is asked about",
    () => reasonSlots.running,
  );
  addGauge("graticule_reasons_waiting", "Photos waiting for that", () => reasonSlots.waiting);
  addGauge("graticule_upload_bytes", "Bytes of photos held in memory", bytesHeld);

  function addGauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  }

  return {
    observeRequest(request, response, next) {
      const started = performance.now();
      response.on("close", () => {
        const status = response.writableFinished ? response.statusCode : 499;
        const labels = { method: request.method, route: routeOf(request), status };
        requests.observe(labels, (performance.now() - started) / 1000);
      });
      next();
    },
    observePrediction({ model, abstained, timingMs, reasoning }) {
      predictions.inc({ model: model.name, abstained: String(abstained !== null) });
      for (const [stage, ms] of Object.entries(timingMs)) stages.observe({ stage }, ms / 1000);
      if (!reasoning) return;
      const { way, calls, questions, answered, tokensIn, tokensOut } = reasoning;
      reasonSeconds.observe({ way }, (timingMs.reason ?? 0) / 1000);
      reasonCalls.inc({ way }, calls);
      reasonQuestions.inc({ way, answered: "true" }, answered);
      reasonQuestions.inc({ way, answered: "false" }, questions - answered);
      reasonTokens.inc({ way, direction: "in" }, tokensIn);
      reasonTokens.inc({ way, direction: "out" }, tokensOut);
    },
    observeAlbum(photos, seconds) {
      albumSeconds.observe(seconds);
      albumPhotos.observe(photos);
    },
    write: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
