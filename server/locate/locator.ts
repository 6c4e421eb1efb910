import type { Posterior } from "../../core/belief/posterior.ts";
import type { ModelSummary } from "../../core/contracts/api.ts";
import type { ImageSpec } from "../../core/contracts/bundle.ts";
import { DEFAULT_OPTIONS, type PredictionOptions } from "../../core/contracts/options.ts";
import type { Prediction } from "../../core/contracts/prediction.ts";
import { answerSteps } from "../../core/locate/answer.ts";
import { askAll } from "../../core/locate/evidence.ts";
import { wideAreaWarnings } from "../../core/locate/hint-areas.ts";
import { checkRanking } from "../../core/locate/gallery-locate.ts";
import { hintEvidence } from "../../core/locate/hints.ts";
import { rankCells, rankPoints } from "../../core/locate/ranked.ts";
import { hintWarnings, photoWarnings } from "../../core/locate/warnings.ts";
import { type PhotoLimits, readPhoto } from "../photo/photo.ts";
import { toPixels, toTenCrops } from "../photo/pixels.ts";
import { startWatch } from "../process/stopwatch.ts";
import { inTurns, takeTurn } from "../process/turns.ts";
import { type EngineSettings, openEngine } from "./engine.ts";

/** The whole service: photo bytes in, prediction document out. */
export interface Locator {
  readonly model: ModelSummary;
  /**
   * @throws GraticuleError for photos that cannot be read, hints that fit nothing, and "cancelled" once the signal
   * aborts
   * @param see is shown the whole posterior, of which the document lists the densest cells
   */
  locate(
    photo: Uint8Array,
    options: PredictionOptions,
    signal: AbortSignal,
    see?: (posterior: Posterior) => void,
  ): Promise<Prediction>;
  close(): Promise<void>;
}

/** Answers that compile the long loops. */
const REHEARSALS = 2;

export interface LocatorSettings extends EngineSettings {
  readonly limits: PhotoLimits;
  /** H3 resolution that nothing in an answer may be finer than, 0 to 9. */
  readonly finestResolution: number;
  /**
   * Whether to make a few answers about no photo at all while opening, so that the first visitor finds compiled code and
   * known outlines: a first answer takes several times as long as the hundredth, and holds the event loop as long.
   */
  readonly rehearse?: boolean;
}

/** Opens a bundle or an ensemble and puts the life of a photo (docs/architecture.md) around it. */
export async function openLocator(settings: LocatorSettings): Promise<Locator> {
  const engine = await openEngine(settings);
  const { geography, gallery, model } = engine;
  const { image } = engine.manifest;
  const { limits, finestResolution: finest } = settings;

  async function locate(
    bytes: Uint8Array,
    options: PredictionOptions,
    signal: AbortSignal,
    see?: (posterior: Posterior) => void,
  ): Promise<Prediction> {
    const watch = startWatch(signal);
    checkRanking(options, engine.manifest);
    const hints = hintEvidence(options.within, options.exclude, geography);
    const photo = await readPhoto(bytes, limits);
    const views =
      options.crops === 10 ? await toTenCrops(photo, image) : [await toPixels(photo, image)];
    watch.lap("decode");
    const query = { views, view: (spec: ImageSpec) => toPixels(photo, spec) };
    const seen = await engine.seer.see(query, signal);
    const likelihoods = await askAll(engine.evidence, seen);
    watch.lap("encode");
    await takeTurn();
    const ranked =
      gallery && options.ranking === "gallery"
        ? await rankPoints(engine, gallery, seen.vector, options.topK, finest)
        : await rankCells(engine, seen.vector, likelihoods, hints, options, finest);
    watch.lap("rank");
    const answer = await inTurns(answerSteps(ranked, geography, options, finest));
    see?.(ranked.shown);
    watch.lap("answer");
    const { width, height, sha256, exif } = photo;
    return {
      model: { name: model.name, version: model.version },
      image: { width, height, sha256, exif },
      ...answer,
      ...(ranked.points && { points: [...ranked.points] }),
      ...(ranked.evidence && { evidence: [...ranked.evidence] }),
      warnings: [
        ...photoWarnings(photo, image),
        ...wideAreaWarnings([options.within, options.exclude]),
        ...hintWarnings(ranked.unhinted, hints),
      ],
      timingMs: watch.laps(),
    };
  }

  async function rehearse(): Promise<void> {
    const vector = new Float32Array(engine.manifest.dimension);
    const log = new Float64Array(geography.cells.count);
    const likelihoods = [{ name: "photo", weight: 1, log }];
    for (let time = 0; time < REHEARSALS; time++) {
      await takeTurn();
      const ranked = await rankCells(engine, vector, likelihoods, null, DEFAULT_OPTIONS, finest);
      JSON.stringify(await inTurns(answerSteps(ranked, geography, DEFAULT_OPTIONS, finest)));
    }
  }

  if (settings.rehearse) {
    // A convenience: a model whose rehearsal fails answers, or says why it does not, when it is asked.
    await rehearse().catch((error) => settings.log?.(`The rehearsal failed: ${String(error)}`));
  }
  return { model, locate, close: engine.close };
}
