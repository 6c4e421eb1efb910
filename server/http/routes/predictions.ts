import { GraticuleError } from "../../../core/contracts/errors.ts";
import { FORMATS, geometryIn } from "../../../core/contracts/formats.ts";
import { type GivenText, readOptions } from "../../../core/contracts/parameters.ts";
import {
  PREDICTION_ROUTES,
  type PredictionLine,
} from "../../../core/contracts/routes/predictions.ts";
import type { LocateWatch } from "../../../core/locate/locate.ts";
import { writePrediction } from "../../files/write-prediction.ts";
import { chooseFormat } from "../answer-format.ts";
import { ANSWERED, answer } from "../route.ts";
import { wantsLines, writeLines } from "./lines.ts";
import { checkOpen, inSlot, readFields, readQuery, serverTiming } from "./photo-question.ts";

/** Where a photo was taken: cheap checks first, the body next, a slot last. */
export const PREDICTIONS = answer(PREDICTION_ROUTES, {
  async createPrediction({ request, response, signal, startedMs, photo }, world) {
    const { service, metrics, reasonSlots } = world;
    const query = readQuery(request);
    checkOpen(world);
    chooseFormat(request, takeFormat(query));
    const places = await service.places();
    readOptions(
      query.filter(({ name }) => name !== "format"),
      places,
    );
    const upload = await photo();
    const given = [...query, ...readFields(upload)];
    const format = chooseFormat(request, takeFormat(given));
    const asked = readOptions(
      given.filter(({ name }) => name !== "format"),
      places,
    );
    const isShaped = given.some(({ name }) => name === "geometry");
    const isPlain = isShaped || format === "json";
    const options = isPlain ? asked : { ...asked, geometry: geometryIn(format) };
    const uploadedMs = performance.now();
    let queuedMs = uploadedMs;
    const inPlace = <T>(work: () => Promise<T>) =>
      inSlot(upload.photo, world, signal, () => {
        queuedMs = performance.now();
        return work();
      });
    const locate = async (watch: LocateWatch = {}) => {
      // A model that takes minutes keeps nobody from an answer that takes none.
      const prediction =
        options.reason === "off"
          ? await inPlace(() => service.locate(upload.photo, options, signal))
          : await reasonSlots.run(
              () => service.locate(upload.photo, options, signal, { ...watch, inSlot: inPlace }),
              signal,
            );
      metrics.observePrediction(prediction);
      return prediction;
    };
    response.vary("Accept");
    if (format === "json" && wantsLines(request)) {
      const toLine = (problem: unknown): PredictionLine => ({ type: "problem", problem });
      await writeLines<PredictionLine>(request, response, world, toLine, async (write) => {
        const prediction = await locate({
          onFast: (fast) => write({ type: "prediction", prediction: fast }),
          onProgress: (done, total) => write({ type: "progress", done, total }),
        });
        write({ type: options.reason === "off" ? "prediction" : "reasoned", prediction });
      });
      return ANSWERED;
    }
    const prediction = await locate();
    await service.takeTurn();
    const timing = { upload: uploadedMs - startedMs, queue: queuedMs - uploadedMs };
    response.setHeader("Server-Timing", serverTiming({ ...timing, ...prediction.timingMs }));
    response.type(FORMATS[format]).send(await writePrediction(prediction, format));
    return ANSWERED;
  },
});

function takeFormat(given: readonly GivenText[]): string | undefined {
  const own = given.filter(({ name }) => name === "format");
  if (own.length <= 1) return own[0]?.text;
  const detail = `format: given ${own.length} times, expected once`;
  throw new GraticuleError("parameter_invalid", detail, {
    faults: [{ pointer: `${own[0]!.source}/format`, detail }],
  });
}
