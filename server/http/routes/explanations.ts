import type { Request, Response } from "express";
import type { ExplanationLine } from "../../../core/contracts/explanation.ts";
import { readExplanationOptions } from "../../../core/contracts/explanation-options.ts";
import {
  EXPLANATION_LINES,
  EXPLANATION_ROUTES,
} from "../../../core/contracts/routes/explanations.ts";
import { toProblem } from "../problems/document.ts";
import { contextOf } from "../request-context.ts";
import { ANSWERED, answer, type World } from "../route.ts";
import { checkOpen, inSlot, readFields, readQuery, serverTiming } from "./photo-question.ts";

/** Why a place: the photo is looked at many times, so those who wish are told how far it is. */
export const EXPLANATIONS = answer(EXPLANATION_ROUTES, {
  async createExplanation({ request, response, signal, photo }, world) {
    const query = readQuery(request);
    checkOpen(world);
    const places = await world.service.places();
    readExplanationOptions(query, places);
    const upload = await photo();
    const options = readExplanationOptions([...query, ...readFields(upload)], places);
    const explain = (tell?: (done: number, total: number) => void) =>
      inSlot(upload.photo, world, signal, () =>
        world.service.explain(upload.photo, options, signal, tell),
      );
    response.vary("Accept");
    if (wantsLines(request)) {
      await writeLines(request, response, world, async (write) => {
        const tell = (done: number, total: number) => write({ type: "progress", done, total });
        write({ type: "explanation", explanation: await explain(tell) });
      });
      return ANSWERED;
    }
    const explanation = await explain();
    response.setHeader("Server-Timing", serverTiming(explanation.timingMs));
    return explanation;
  },
});

function wantsLines(request: Request): boolean {
  return request.accepts(["application/json", EXPLANATION_LINES]) === EXPLANATION_LINES;
}

/**
 * Writes one JSON document a line, as they come. What goes wrong before the first is answered as usual; later the status
 * has left, so the problem is a line of its own.
 */
async function writeLines(
  request: Request,
  response: Response,
  { log }: World,
  work: (write: (line: ExplanationLine) => void) => Promise<void>,
): Promise<void> {
  const write = (line: ExplanationLine) => {
    if (!response.headersSent) {
      // Whoever compresses or gathers on the way would keep the lines until the last.
      response.setHeader("Cache-Control", "no-store, no-transform");
      response.setHeader("X-Accel-Buffering", "no");
      response.type(EXPLANATION_LINES);
    }
    response.write(`${JSON.stringify(line)}\n`);
  };
  try {
    await work(write);
  } catch (error) {
    if (!response.headersSent) throw error;
    const { id, signal } = contextOf(request);
    if (signal.aborted) return;
    const problem = toProblem(error, id);
    if (problem.status >= 500) log.error({ requestId: id, err: error }, problem.title);
    write({ type: "problem", problem });
  }
  response.end();
}
