import type { ExplanationLine } from "../../../core/contracts/explanation.ts";
import { readExplanationOptions } from "../../../core/contracts/explanation-options.ts";
import { EXPLANATION_ROUTES } from "../../../core/contracts/routes/explanations.ts";
import { ANSWERED, answer } from "../route.ts";
import { wantsLines, writeLines } from "./lines.ts";
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
      const toLine = (problem: unknown): ExplanationLine => ({ type: "problem", problem });
      await writeLines(request, response, world, toLine, async (write) => {
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
